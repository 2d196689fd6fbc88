// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EpochFill, EpochQueue, RedeemOrder } from "../../contracts/libraries/EpochQueue.sol";

/// @notice Orders that several epochs fill in part, with any numbers: nobody gets more than what there is.
contract EpochQueueTest {
    using EpochQueue for RedeemOrder;

    uint256 private constant ORDERS = 5;
    uint256 private constant EPOCHS = 4;
    uint256 private constant MOST = type(uint128).max / ORDERS;

    error PaidBeyondFree(uint256 paid, uint256 free);
    error KeptMoreThanQueued(uint256 kept, uint256 queued);
    error PaidMoreThanThereIs(uint256 received, uint256 paid);
    error RoundedAwayMore(uint256 lost, uint256 most);
    error SharesLost(uint256 shares, uint256 started);

    /// @notice Together orders keep no more than the queue and receive no more than what was paid, and lose to rounding less
    /// than one unit an order and epoch.
    function testFuzz_OrdersNeverExceedTheQueue(
        uint128[5] memory shares,
        uint128[4] memory values,
        uint128[4] memory frees,
        uint128 otherShares
    ) external pure {
        RedeemOrder[] memory orders = new RedeemOrder[](ORDERS);
        uint256 queued;
        for (uint256 i = 0; i < ORDERS; ++i) {
            shares[i] = uint128(shares[i] % MOST);
            orders[i].pending = shares[i];
            queued += shares[i];
        }
        uint256 supply = queued + otherShares % (type(uint128).max - queued + 1);

        uint256 paidInAll;
        for (uint256 e = 0; e < EPOCHS && queued != 0; ++e) {
            uint256 value = uint256(values[e]) % (supply * 4 + 1) % type(uint128).max;
            uint256 free = uint256(frees[e]) % (value + 1);
            (uint256 filled, uint256 paid) = EpochQueue.fill(queued, supply, value, free);
            require(paid <= free, PaidBeyondFree(paid, free));

            EpochFill memory epochFill = EpochFill(uint128(queued), uint128(filled), uint128(paid), 0);
            for (uint256 i = 0; i < ORDERS; ++i) {
                orders[i].book(epochFill);
            }
            (queued, supply, paidInAll) = (queued - filled, supply - filled, paidInAll + paid);
            _requireWithin(orders, queued, paidInAll, ORDERS * (e + 1));
        }
        for (uint256 i = 0; i < ORDERS; ++i) {
            uint256 sum = uint256(orders[i].pending) + orders[i].filled;
            require(sum == shares[i], SharesLost(sum, shares[i]));
        }
    }

    /// @notice What is paid for all of the queue may be all that is free: nothing is left in it for that.
    function test_AllThatIsFreeRedeemsTheWholeQueue() external pure {
        (uint256 filled, uint256 paid) = EpochQueue.fill(5, 2, 0, 1);

        require(filled == 5 && paid == 1, PaidBeyondFree(paid, 1));
    }

    function _requireWithin(RedeemOrder[] memory orders, uint256 queued, uint256 paid, uint256 dust) private pure {
        uint256 kept;
        uint256 received;
        for (uint256 i = 0; i < ORDERS; ++i) {
            kept += orders[i].pending;
            received += orders[i].paid;
        }
        require(kept <= queued, KeptMoreThanQueued(kept, queued));
        require(queued - kept < dust, RoundedAwayMore(queued - kept, dust));
        require(received <= paid, PaidMoreThanThereIs(received, paid));
    }
}
