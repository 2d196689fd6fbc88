// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { VM } from "../forge/support/Vm.sol";
import { LeakyBucket } from "../../contracts/libraries/LeakyBucket.sol";

/// @notice For every capacity, level and amount, and all times below 2^40.
contract LeakyBucketProof {
    using LeakyBucket for LeakyBucket.Bucket;

    LeakyBucket.Bucket private _bucket;

    /// @notice What has been put in since `start` is at most what is in and what could leak since: so it remains after
    /// every fill, and with nothing put in it was so at `start`. Hence, as the next proof shows, the limit.
    /// @dev By induction over any number of fills. Times a day, so that nothing is rounded.
    function check_AFillKeepsWithinLevelAndLeak(
        uint96 capacity,
        uint96 level,
        uint40 updatedAt,
        uint40 start,
        uint40 time,
        uint128 total,
        uint256 amount
    ) external {
        _set(capacity, level, updatedAt, time);
        require(start <= updatedAt && total * LeakyBucket.PERIOD_SECONDS <= _bound(level, capacity, updatedAt - start));

        (uint256 roomAt,) = _bucket.fill(amount);
        require(roomAt <= time);

        assert(_bucket.updatedAt == time && _bucket.capacity == capacity);
        assert((total + amount) * LeakyBucket.PERIOD_SECONDS <= _bound(_bucket.level, capacity, time - start));
    }

    /// @notice After a fill there is no more in than the capacity. So what has been put in since any time is at most
    /// the capacity, and as much again for each day since.
    function check_AFillStaysWithinTheCapacity(
        uint96 capacity,
        uint96 level,
        uint40 updatedAt,
        uint40 time,
        uint256 amount
    ) external {
        _set(capacity, level, updatedAt, time);

        (uint256 roomAt,) = _bucket.fill(amount);
        require(roomAt <= time);

        assert(_bucket.level <= capacity);
    }

    /// @notice A fill that passes adds its amount, and another changes nothing: none makes room.
    function check_AFillMakesNoRoom(uint96 capacity, uint96 level, uint40 updatedAt, uint40 time, uint256 amount)
        external
    {
        LeakyBucket.Bucket memory before = _set(capacity, level, updatedAt, time);

        (uint256 roomAt,) = _bucket.fill(amount);

        LeakyBucket.Bucket memory present = _bucket;
        if (roomAt > time) assert(present.level == level && present.updatedAt == updatedAt);
        else assert(present.levelNow() == before.levelNow() + amount);
        assert(present.capacity == capacity);
    }

    /// @notice What does not fit now fits at the time that is named, and not before.
    function check_ThereIsRoomWhenItSays(
        uint96 capacity,
        uint96 level,
        uint40 updatedAt,
        uint40 time,
        uint40 later,
        uint256 amount
    ) external {
        _set(capacity, level, updatedAt, time);
        (uint256 roomAt,) = _bucket.fill(amount);
        require(roomAt > time && amount <= capacity && later > time);

        VM.warp(later);
        (uint256 laterRoomAt,) = _bucket.fill(amount);

        assert((laterRoomAt <= later) == (roomAt <= later));
    }

    /// @notice What is taken out, and another capacity, put nothing in; a resize takes nothing out either.
    function check_DrainAndResizePutNothingIn(
        uint96 capacity,
        uint96 level,
        uint40 updatedAt,
        uint40 time,
        uint96 amount,
        uint96 next
    ) external {
        uint256 levelNow = _set(capacity, level, updatedAt, time).levelNow();

        _bucket.resize(next);
        assert(_bucket.level == levelNow && _bucket.capacity == next);

        _bucket.drain(amount);
        assert(_bucket.level == (amount < levelNow ? levelNow - amount : 0));
    }

    function _set(uint96 capacity, uint96 level, uint40 updatedAt, uint40 time)
        private
        returns (LeakyBucket.Bucket memory)
    {
        require(updatedAt <= time);
        VM.warp(time);
        _bucket = LeakyBucket.Bucket(capacity, level, updatedAt, 0);
        return _bucket;
    }

    /// @dev The level and what leaks in `elapsed` seconds, times a day.
    function _bound(uint256 level, uint256 capacity, uint256 elapsed) private pure returns (uint256) {
        return level * LeakyBucket.PERIOD_SECONDS + capacity * elapsed;
    }
}
