// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20Upgradeable } from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import { Checkpoints } from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import { RecordSnapshots } from "../libraries/RecordSnapshots.sol";
import { CoverPool } from "./CoverPool.sol";

/// @title PoolShares
/// @notice The shares of a public pool, and what everybody had of them at the records of the pool's token.
/// @dev The pool itself holds the shares that wait to be redeemed and those that wait to be claimed. At a record they
/// belong to their controllers: each holder has two records, one of his balance and one of what the pool keeps for him.
abstract contract PoolShares is CoverPool, ERC20Upgradeable {
    using RecordSnapshots for Checkpoints.Trace208;

    struct Record {
        uint24 seenEpoch; // its snapshots are complete up to this one
        Checkpoints.Trace208 trace; // record epoch => shares
    }

    /* STORAGE */

    mapping(address holder => Record) private _balanceRecords;
    mapping(address controller => Record) private _keptRecords;
    Record private _supplyRecord;

    /* INTERNAL */

    /// @dev Every mint, burn and transfer.
    function _update(address from, address to, uint256 value) internal override {
        if (_isHolder(from) || _isHolder(to)) {
            uint24 recordEpoch = _recordEpoch();
            if (_isHolder(from)) _touch(_balanceRecords[from], recordEpoch, balanceOf(from));
            if (_isHolder(to)) _touch(_balanceRecords[to], recordEpoch, balanceOf(to));
        }
        super._update(from, to, value);
    }

    /// @dev To be called before what the pool keeps for a controller changes.
    /// @param kept What it has kept since the last change.
    function _touchKept(address controller, uint24 recordEpoch, uint256 kept) internal {
        _touch(_keptRecords[controller], recordEpoch, kept);
    }

    /// @dev To be called before the supply changes.
    function _touchSupply(uint24 recordEpoch, uint256 supply) internal {
        _touch(_supplyRecord, recordEpoch, supply);
    }

    /// @dev What a holder had in his own balance at a record.
    function _balanceAt(address holder, uint256 epoch) internal view returns (uint256) {
        return _isHolder(holder) ? _valueAt(_balanceRecords[holder], epoch, balanceOf(holder)) : 0;
    }

    /// @dev What the pool kept for a controller at a record.
    /// @param present What it has kept for him since the last touch, if that was before the record.
    function _keptAt(address controller, uint256 epoch, uint256 present) internal view returns (uint256) {
        return _valueAt(_keptRecords[controller], epoch, present);
    }

    function _supplyAt(uint256 epoch, uint256 present) internal view returns (uint256) {
        return _valueAt(_supplyRecord, epoch, present);
    }

    function _recordEpoch() internal view returns (uint24) {
        return uint24(VAULT.recordEpoch(assetId)); // the ledger counts records in 24 bits
    }

    function _touch(Record storage record, uint24 recordEpoch, uint256 value) private {
        if (record.seenEpoch >= recordEpoch) return;

        record.trace.write(recordEpoch, value);
        record.seenEpoch = recordEpoch;
    }

    function _valueAt(Record storage record, uint256 epoch, uint256 present) private view returns (uint256) {
        return record.trace.valueAt(record.seenEpoch, _recordEpoch(), epoch, present);
    }

    function _isHolder(address account) private view returns (bool) {
        return account != address(0) && account != address(this);
    }
}
