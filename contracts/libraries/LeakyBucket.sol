// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

/// @title LeakyBucket
/// @notice A limit on how much may happen in how short a time. What happens fills the bucket; a full one is empty again
/// after a day, at a steady rate. So at most its capacity happens at once, and as much again every day.
library LeakyBucket {
    using FixedPointMathLib for uint256;
    using SafeCast for uint256;

    uint256 internal constant PERIOD_SECONDS = 1 days;

    /// @dev One slot. Level and capacity are in whatever unit the limit counts.
    struct Bucket {
        uint96 capacity;
        uint96 level; // at `updatedAt`
        uint40 updatedAt; // Unix seconds
        uint24 raisedOn; // Unix day on which the capacity was raised last
    }

    /// @notice What is in the bucket now.
    function levelNow(Bucket memory bucket) internal view returns (uint256) {
        uint256 leaked = (block.timestamp - bucket.updatedAt) * bucket.capacity / PERIOD_SECONDS;
        return uint256(bucket.level).zeroFloorSub(leaked);
    }

    /// @notice Puts `amount` in, if there is room. The caller reverts otherwise.
    /// @return roomAt From when there is room, Unix seconds; in the past or now if `amount` was put in. The largest number
    /// if there never is, because the bucket is too small; less at a time passes then.
    /// @return capacity The most that the bucket takes.
    function fill(Bucket storage bucket, uint256 amount) internal returns (uint256 roomAt, uint256 capacity) {
        Bucket memory current = bucket;
        capacity = current.capacity;
        if (amount > capacity) return (type(uint256).max, capacity);

        uint256 excess = (current.level + amount).zeroFloorSub(capacity);
        if (excess != 0) roomAt = current.updatedAt + (excess * PERIOD_SECONDS).divUp(capacity);
        if (roomAt > block.timestamp) return (roomAt, capacity);

        // Fits: no more than the capacity.
        current.level = uint96(levelNow(current) + amount);
        current.updatedAt = uint40(block.timestamp);
        _write(bucket, current);
        return (block.timestamp, capacity);
    }

    /// @notice Takes up to `amount` out.
    function drain(Bucket storage bucket, uint256 amount) internal {
        Bucket memory current = bucket;

        current.level = uint96(levelNow(current).zeroFloorSub(amount));
        current.updatedAt = uint40(block.timestamp);
        _write(bucket, current);
    }

    /// @notice Changes the capacity. What is in stays in.
    function resize(Bucket storage bucket, uint256 capacity) internal {
        Bucket memory current = bucket;

        if (capacity > current.capacity) current.raisedOn = uint24(block.timestamp / 1 days);
        current.level = uint96(levelNow(current));
        current.updatedAt = uint40(block.timestamp);
        current.capacity = capacity.toUint96();
        _write(bucket, current);
    }

    /// @dev One write for the whole slot.
    function _write(Bucket storage bucket, Bucket memory current) private {
        (bucket.capacity, bucket.level, bucket.updatedAt, bucket.raisedOn) =
        (current.capacity, current.level, current.updatedAt, current.raisedOn);
    }
}
