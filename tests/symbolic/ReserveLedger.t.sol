// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICustodyRegistry } from "../../interfaces/ICustodyRegistry.sol";
import { VM } from "../forge/support/Vm.sol";
import { ReserveLedger } from "../../contracts/libraries/ReserveLedger.sol";

/// @notice For all shares and times.
contract ReserveLedgerProof {
    using ReserveLedger for ICustodyRegistry.Holding;

    mapping(uint16 custodianId => ICustodyRegistry.Holding) private _holdings;

    /// @notice A statement releases only what was delivered before it, each delivery once, and keeps the rest.
    function check_ADeliveryIsReleasedOnce(uint96[3] calldata shares, uint40[3] calldata times, uint40 asOf) external {
        ICustodyRegistry.Holding storage holding = _holdings[1];
        uint256 delivered;
        uint256 seen;
        for (uint256 i; i < shares.length; ++i) {
            require(times[i] != 0 && (i == 0 || times[i] >= times[i - 1]));
            VM.warp(times[i]);
            holding.recordDelivery(shares[i]);
            delivered += shares[i];
            if (times[i] < asOf) seen += shares[i];
        }

        uint256 freed = holding.releaseDelivered(asOf);

        assert(freed <= seen);
        assert(freed + holding.releasableShares + holding.laterShares == delivered);
        assert(holding.releaseDelivered(asOf) == 0);
        assert(holding.releaseDelivered(type(uint40).max) + freed == delivered || times[2] == type(uint40).max);
    }
}
