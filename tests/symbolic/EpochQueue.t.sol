// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EpochQueue } from "../../contracts/libraries/EpochQueue.sol";

/// @notice For shares and token units under 2^127: the queue's books take 128 bits.
contract EpochQueueProof {
    uint256 private constant LIMIT = 2 ** 127;

    /// @notice No more is redeemed than waits, and no more paid than is free.
    function check_AFillStaysWithinTheQueueAndWhatIsFree(uint256 queued, uint256 supply, uint256 value, uint256 free)
        external
        pure
    {
        require(queued <= supply && supply < LIMIT && value < LIMIT && free < LIMIT);

        (uint256 filled, uint256 paid) = EpochQueue.fill(queued, supply, value, free);

        assert(filled <= queued && paid <= free);
    }
}
