// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { Checkpoints } from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

/// @notice The record times of one book of balances, from the lowest bit: epoch 24 | recordAt 40. `epoch` is the number
/// of the last record that was scheduled, in force from `recordAt` (Unix seconds, 0 if it was called off) on.
type RecordClock is uint64;

using RecordSnapshots for RecordClock global;

/// @title RecordSnapshots
/// @notice What an account held at a record time. A snapshot is written at the first touch of an account after the
/// record; balances change nowhere else, so until then the present balance is the one at the record.
/// @dev Records are numbered from 1 by `epoch`. Whoever keeps the balances also keeps, beside each, the epoch up to which
/// its snapshots are complete (`seenEpoch`), and before it changes the balance:
///
///     uint24 epoch = clock.current();
///     if (seenEpoch != epoch) {
///         trace.write(epoch, balance);
///         seenEpoch = epoch;
///     }
library RecordSnapshots {
    using Checkpoints for Checkpoints.Trace208;
    using SafeCast for uint256;

    /// @notice Thrown when the record time of an epoch has not come yet.
    error RecordNotReached(uint256 epoch, uint256 currentEpoch);

    /// @notice Thrown when a record time is at or before the present moment, or too late to store; Unix seconds.
    error RecordTimeNotInFuture(uint256 recordAt, uint256 presentTime);

    /// @notice Thrown when a record time is set while another is still to come, Unix seconds.
    error RecordAlreadyScheduled(uint256 recordAt);

    /// @notice Thrown when there is no record time to call off.
    error NoRecordScheduled();

    uint256 private constant _RECORD_AT = 24;

    /* RECORD TIMES */

    /// @notice The clock with one more record, at `recordAt`, and the number of that record.
    function schedule(RecordClock clock, uint256 recordAt) internal view returns (RecordClock scheduled, uint24 epoch) {
        (uint24 lastEpoch, uint40 lastRecordAt) = _unpack(clock);

        require(block.timestamp >= lastRecordAt, RecordAlreadyScheduled(lastRecordAt));
        require(
            recordAt > block.timestamp && recordAt <= type(uint40).max, RecordTimeNotInFuture(recordAt, block.timestamp)
        );

        epoch = lastEpoch + 1;
        scheduled = _pack(epoch, uint40(recordAt));
    }

    /// @notice The clock without the record that is still to come, and the number of that record.
    /// @dev A number is never used again, or what was promised for a record that was called off would be paid at the
    /// next. It counts as passed from the cancellation on.
    function cancel(RecordClock clock) internal view returns (RecordClock cancelled, uint24 epoch) {
        uint40 recordAt;
        (epoch, recordAt) = _unpack(clock);

        require(block.timestamp < recordAt, NoRecordScheduled());

        cancelled = _pack(epoch, 0);
    }

    /// @notice How many record times have passed.
    function current(RecordClock clock) internal view returns (uint24) {
        (uint24 epoch, uint40 recordAt) = _unpack(clock);
        return block.timestamp < recordAt ? epoch - 1 : epoch;
    }

    /// @notice The record time that is still to come, Unix seconds; 0 = none.
    function next(RecordClock clock) internal view returns (uint40) {
        (, uint40 recordAt) = _unpack(clock);
        return block.timestamp < recordAt ? recordAt : 0;
    }

    /* SNAPSHOTS */

    /// @notice Keeps `value`, what the account has held since its last touch, for all records up to `epoch`.
    /// @dev Warning: only while the account has not been seen at `epoch`, or a later balance replaces the one at the record.
    function write(Checkpoints.Trace208 storage trace, uint24 epoch, uint256 value) internal {
        trace.push(epoch, value.toUint208());
    }

    /// @notice What the account held at the record `epoch`.
    /// @param seenEpoch The epoch up to which the account's snapshots are complete.
    /// @param currentEpoch How many record times have passed.
    /// @param present What the account holds now.
    function valueAt(
        Checkpoints.Trace208 storage trace,
        uint24 seenEpoch,
        uint24 currentEpoch,
        uint256 epoch,
        uint256 present
    ) internal view returns (uint256) {
        require(epoch != 0 && epoch <= currentEpoch, RecordNotReached(epoch, currentEpoch));

        return seenEpoch < epoch ? present : trace.lowerLookup(uint48(epoch));
    }

    /* INTERNAL */

    function _pack(uint24 epoch, uint40 recordAt) private pure returns (RecordClock) {
        return RecordClock.wrap(epoch | uint64(uint256(recordAt) << _RECORD_AT));
    }

    function _unpack(RecordClock clock) private pure returns (uint24 epoch, uint40 recordAt) {
        uint64 word = RecordClock.unwrap(clock);
        epoch = uint24(word);
        recordAt = uint40(word >> _RECORD_AT);
    }
}
