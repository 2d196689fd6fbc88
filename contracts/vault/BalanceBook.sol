// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { Checkpoints } from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { ILedgerModules } from "../../interfaces/ILedgerModules.sol";
import { BalanceWord } from "../libraries/BalanceWord.sol";
import { PackedList } from "../libraries/PackedList.sol";
import { RecordClock, RecordSnapshots } from "../libraries/RecordSnapshots.sol";

/// @title BalanceBook
/// @notice What every account holds now, and what it held at the record times.
abstract contract BalanceBook is ICollateralVault {
    using Checkpoints for Checkpoints.Trace208;
    using PackedList for uint256;
    using RecordSnapshots for Checkpoints.Trace208;
    using SafeCast for uint256;

    enum TokenKind {
        Plain,
        Stock, // follows ERC-7943, and keeps an escrow
        ClosedLoopStock // and may be held by whom its list names
    }

    struct Asset {
        address token;
        uint8 decimals;
        RecordClock clock;
        TokenKind kind;
        bool isShort; // fewer tokens are held than the balances sum to
        bool limitsOpens; // `opensPausedUntil` counts
        //
        uint128 totalBalance; // token units
        uint48 depositCap; // whole tokens; the largest number for no limit
        uint40 depositsPausedUntil; // Unix seconds
        uint40 opensPausedUntil; // Unix seconds
    }

    struct Balance {
        BalanceWord word;
    }

    /* STORAGE */

    mapping(uint16 assetId => Asset) internal _assets;
    mapping(address account => mapping(uint16 assetId => Balance)) internal _balances;
    mapping(address account => uint256 assetIds) internal _lists; // see PackedList
    mapping(address account => mapping(uint16 assetId => Checkpoints.Trace208)) private _snapshots; // token units

    /* VIEWS */

    /// @inheritdoc ICollateralVault
    function balanceOf(address account, uint16 assetId) public view override returns (uint256) {
        return _balances[account][assetId].word.amount();
    }

    /// @inheritdoc ICollateralVault
    function lockedOf(address account, uint16 assetId) external view override returns (uint256) {
        return _balances[account][assetId].word.locked();
    }

    /// @inheritdoc ICollateralVault
    function pinsOf(address account, uint16 assetId) external view override returns (uint256) {
        return _balances[account][assetId].word.pins();
    }

    /// @inheritdoc ICollateralVault
    function assetsOf(address account) external view override returns (uint16[] memory) {
        return _lists[account].toArray();
    }

    /// @inheritdoc ILedgerModules
    function recordEpoch(uint16 assetId) external view override returns (uint256) {
        return _assets[assetId].clock.current();
    }

    /// @inheritdoc ILedgerModules
    function balanceAtRecord(address account, uint16 assetId, uint256 epoch) external view override returns (uint256) {
        BalanceWord word = _balances[account][assetId].word;
        return
            _snapshots[account][assetId].valueAt(word.epoch(), _assets[assetId].clock.current(), epoch, word.amount());
    }

    /* INTERNAL */

    /// @param epoch How many record times of the asset have passed.
    /// @param mustList Whether the account's owner wants the asset there, so that a full list is an error.
    /// @param unpins Whether a pin ends.
    function _credit(uint16 assetId, address account, uint256 amount, uint24 epoch, bool mustList, bool unpins)
        internal
    {
        Balance storage balance = _balances[account][assetId];
        BalanceWord word = _touch(assetId, account, balance.word, epoch);

        // What came without a place once keeps waiting for the owner, so that no payment to him looks for one again.
        if (!word.isListed() && (mustList || word.amount() == 0)) word = _enlist(assetId, account, word, mustList);
        word = word.plus(amount);

        balance.word = unpins ? _unpinned(assetId, account, word) : word;
    }

    /// @param epoch How many record times of the asset have passed.
    /// @param pins Whether the asset is pinned.
    function _debit(uint16 assetId, address account, uint256 amount, uint24 epoch, bool pins) internal {
        Balance storage balance = _balances[account][assetId];
        BalanceWord word = _touch(assetId, account, balance.word, epoch);
        if (pins) word = _pinned(assetId, account, word);
        uint256 unlocked = word.unlocked();
        require(unlocked >= amount, InsufficientAccountBalance(account, assetId, unlocked, amount));

        balance.word = _tidy(assetId, account, word.minus(amount));
    }

    function _transfer(uint16 assetId, address from, address to, uint256 amount, bool mustList) internal {
        uint24 epoch = _assets[assetId].clock.current();
        _debit(assetId, from, amount, epoch, false);
        _credit(assetId, to, amount, epoch, mustList, false);

        emit Transferred(assetId, from, to, amount);
    }

    /// @dev Two payments out of one account, none of which needs a place in a list. Nothing is paid for nothing.
    /// @param pinsFrom Whether the asset is pinned for who pays.
    /// @param unpinsTo Whether a pin ends for who is paid.
    function _transferBoth(
        uint16 assetId,
        address from,
        address to,
        uint256 amount,
        address feeTo,
        uint256 fee,
        bool pinsFrom,
        bool unpinsTo
    ) internal {
        uint24 epoch = _assets[assetId].clock.current();
        if (amount + fee != 0 || pinsFrom) _debit(assetId, from, amount + fee, epoch, pinsFrom);
        if (amount != 0) {
            _credit(assetId, to, amount, epoch, false, unpinsTo);
            emit Transferred(assetId, from, to, amount);
        } else if (unpinsTo) {
            _unpin(assetId, to);
        }
        if (fee != 0) {
            _credit(assetId, feeTo, fee, epoch, false, false);
            emit Transferred(assetId, from, feeTo, fee);
        }
    }

    function _lock(uint16 assetId, address account, uint256 amount) internal {
        Balance storage balance = _balances[account][assetId];
        BalanceWord word = balance.word;
        uint256 unlocked = word.unlocked();
        require(unlocked >= amount, InsufficientAccountBalance(account, assetId, unlocked, amount));

        balance.word = word.withLocked(word.locked() + amount);

        emit Locked(assetId, account, msg.sender, amount);
    }

    function _unlock(uint16 assetId, address account, uint256 amount) internal {
        Balance storage balance = _balances[account][assetId];
        BalanceWord word = balance.word;
        uint256 locked = word.locked();
        require(locked >= amount, InsufficientLocked(account, assetId, locked, amount));

        balance.word = word.withLocked(locked - amount);

        emit Unlocked(assetId, account, msg.sender, amount);
    }

    function _pin(uint16 assetId, address account) internal {
        Balance storage balance = _balances[account][assetId];
        balance.word = _pinned(assetId, account, balance.word);
    }

    function _unpin(uint16 assetId, address account) internal {
        Balance storage balance = _balances[account][assetId];
        balance.word = _unpinned(assetId, account, balance.word);
    }

    function _pinned(uint16 assetId, address account, BalanceWord word) private returns (BalanceWord) {
        if (!word.isListed()) word = _enlist(assetId, account, word, true);
        return word.pinned();
    }

    function _unpinned(uint16 assetId, address account, BalanceWord word) private returns (BalanceWord) {
        require(word.pins() != 0, NotPinned(account, assetId));
        return _tidy(assetId, account, word.unpinned());
    }

    /// @dev What comes before every change of a balance: its snapshot, at the first touch after a record time.
    function _touch(uint16 assetId, address account, BalanceWord word, uint24 epoch) private returns (BalanceWord) {
        uint24 seenEpoch = word.epoch();
        if (seenEpoch == epoch) return word;

        uint256 held = word.amount();
        if (held != 0) {
            Checkpoints.Trace208 storage trace = _snapshots[account][assetId];
            // Zeros are written late, and only by who holds the asset over another record: a first deposit pays for none.
            (bool exists, uint48 lastEpoch,) = trace.latestCheckpoint();
            if (seenEpoch != 0 && (!exists || lastEpoch != seenEpoch)) trace.write(seenEpoch, 0);
            trace.write(epoch, held);
        }
        return word.withEpoch(epoch);
    }

    function _enlist(uint16 assetId, address account, BalanceWord word, bool mustList) private returns (BalanceWord) {
        uint256 list = _lists[account];
        if (list.length() == PackedList.CAPACITY) {
            require(!mustList, AssetListFull(account, PackedList.CAPACITY));
            return word;
        }

        _lists[account] = list.append(assetId);
        return word.listed();
    }

    function _tidy(uint16 assetId, address account, BalanceWord word) private returns (BalanceWord) {
        if (!word.isIdle() || !word.isListed()) return word;

        _lists[account] = _lists[account].remove(assetId);
        return word.unlisted();
    }
}
