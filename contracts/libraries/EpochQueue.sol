// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

/// @notice How an epoch settled the shares that waited to be redeemed.
struct EpochFill {
    uint128 queued; // shares that waited
    uint128 filled; // shares redeemed, `queued` or less
    //
    uint128 paid; // token units, for all of `filled`
    uint24 recordEpoch; // record times of the token that had passed
}

/// @notice The price at which an epoch settled all deposits that waited: shares are to assets as `shares` to `assets`.
struct BatchPrice {
    uint128 shares;
    uint128 assets; // token units
}

/// @notice What a controller has in the queue for redemptions.
struct RedeemOrder {
    uint128 pending; // shares that waited when `epoch` opened
    uint128 filled; // shares redeemed and not claimed
    //
    uint128 paid; // token units, for all of `filled`
    uint32 epoch; // all earlier ones are booked
    uint32 requestEpoch; // of the last request
}

/// @notice What a controller has in the queue for deposits.
struct DepositOrder {
    uint128 pending; // token units, in batch `batch`
    uint32 batch;
    uint32 requestEpoch; // of the last request
    uint40 requestedAt; // Unix seconds, the last request
    //
    address account; // of the ledger, in which `pending` is locked
    //
    uint128 bought; // token units, collected and not claimed
    uint128 shares; // for all of `bought`
}

/// @title EpochQueue
/// @notice How an epoch divides what it has among those who wait, and how each works out his part of it afterwards.
/// @dev Every division is rounded for the pool. What orders keep after an epoch is rounded down one by one, so together
/// they never have more than what the queue keeps, and they never get more than what was paid: the difference, less than
/// one unit an order and epoch, stays with the pool.
library EpochQueue {
    using FixedPointMathLib for uint256;

    /// @notice How many of the queued shares `free` token units redeem, and what is paid for them. One virtual share and
    /// token unit stand beside the pool's.
    /// @param value What the pool is worth, token units.
    function fill(uint256 queued, uint256 supply, uint256 value, uint256 free)
        internal
        pure
        returns (uint256 filled, uint256 paid)
    {
        filled = queued;
        paid = queued.fullMulDiv(value + 1, supply + 1);
        if (paid > free) {
            filled = free.fullMulDiv(supply + 1, value + 1);
            paid = filled.fullMulDiv(value + 1, supply + 1);
        }
    }

    /// @notice The shares that `assets` buy.
    function buy(BatchPrice memory price, uint256 assets) internal pure returns (uint256) {
        return assets.fullMulDiv(price.shares, price.assets);
    }

    /// @notice Books an epoch on an order.
    function book(RedeemOrder memory order, EpochFill memory epochFill) internal pure {
        ++order.epoch;

        uint256 pending = order.pending;
        uint256 left = pending.fullMulDiv(epochFill.queued - epochFill.filled, epochFill.queued);
        order.pending = uint128(left);
        order.filled += uint128(pending - left);
        order.paid += uint128(pending.fullMulDiv(epochFill.paid, epochFill.queued));
    }

    /// @notice Books the epochs before `end` that were settled before a record of the pool's token, as long as there is
    /// something to book.
    function bookAll(
        RedeemOrder memory order,
        mapping(uint256 epoch => EpochFill) storage fills,
        uint256 end,
        uint256 recordEpoch
    ) internal view {
        while (order.epoch < end && order.pending != 0 && fills[order.epoch].recordEpoch < recordEpoch) {
            book(order, fills[order.epoch]);
        }
    }
}
