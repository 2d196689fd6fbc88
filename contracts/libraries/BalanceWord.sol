// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What the ledger knows of one asset in one account, from the lowest bit:
/// amount 128 | locked 96 | epoch 24 | pins 7 | isListed 1.
type BalanceWord is uint256;

using BalanceWords for BalanceWord global;

/// @title BalanceWords
library BalanceWords {
    /// @notice Thrown when an account would be pinned more often than the ledger counts.
    error TooManyPins(uint256 maxPins);

    /// @notice Thrown when more would be locked than the ledger stores, in token units.
    error LockTooLarge(uint256 locked, uint256 maxLocked);

    uint256 internal constant MAX_PINS = 127;

    uint256 private constant _LOCKED = 128;
    uint256 private constant _EPOCH = 224;
    uint256 private constant _PINS = 248;
    uint256 private constant _ONE_PIN = 1 << _PINS;
    uint256 private constant _IS_LISTED = 1 << 255;
    uint256 private constant _AMOUNT_MASK = type(uint128).max;
    uint256 private constant _LOCKED_MASK = type(uint96).max;

    /// @notice The balance, what is locked of it included, token units.
    function amount(BalanceWord word) internal pure returns (uint256) {
        return BalanceWord.unwrap(word) & _AMOUNT_MASK;
    }

    /// @notice What of the balance stays until whoever locked it lets it go, token units. Never above `amount`.
    function locked(BalanceWord word) internal pure returns (uint256) {
        return BalanceWord.unwrap(word) >> _LOCKED & _LOCKED_MASK;
    }

    /// @notice What of the balance may leave the account, token units.
    function unlocked(BalanceWord word) internal pure returns (uint256) {
        // Cannot underflow: never more is locked than there is.
        unchecked {
            return amount(word) - locked(word);
        }
    }

    /// @notice The record epoch up to which the account's snapshots are complete.
    function epoch(BalanceWord word) internal pure returns (uint24) {
        return uint24(BalanceWord.unwrap(word) >> _EPOCH);
    }

    /// @notice How many open positions keep the asset's place in the account's list.
    function pins(BalanceWord word) internal pure returns (uint256) {
        return BalanceWord.unwrap(word) >> _PINS & MAX_PINS;
    }

    /// @notice Whether the asset is in the account's list.
    function isListed(BalanceWord word) internal pure returns (bool) {
        return BalanceWord.unwrap(word) & _IS_LISTED != 0;
    }

    /// @notice Whether the asset needs its place in the account's list no longer.
    function isIdle(BalanceWord word) internal pure returns (bool) {
        return amount(word) == 0 && pins(word) == 0;
    }

    /// @dev Warning: the sum must fit 128 bits, as it does while the sum of all balances does.
    function plus(BalanceWord word, uint256 tokenUnits) internal pure returns (BalanceWord) {
        return BalanceWord.wrap(BalanceWord.unwrap(word) + tokenUnits);
    }

    /// @dev Warning: not more than `unlocked`.
    function minus(BalanceWord word, uint256 tokenUnits) internal pure returns (BalanceWord) {
        return BalanceWord.wrap(BalanceWord.unwrap(word) - tokenUnits);
    }

    function withLocked(BalanceWord word, uint256 tokenUnits) internal pure returns (BalanceWord) {
        require(tokenUnits <= _LOCKED_MASK, LockTooLarge(tokenUnits, _LOCKED_MASK));
        return BalanceWord.wrap(BalanceWord.unwrap(word) & ~(_LOCKED_MASK << _LOCKED) | tokenUnits << _LOCKED);
    }

    function withEpoch(BalanceWord word, uint24 epoch_) internal pure returns (BalanceWord) {
        return BalanceWord.wrap(
            BalanceWord.unwrap(word) & ~(uint256(type(uint24).max) << _EPOCH) | uint256(epoch_) << _EPOCH
        );
    }

    function pinned(BalanceWord word) internal pure returns (BalanceWord) {
        require(pins(word) < MAX_PINS, TooManyPins(MAX_PINS));
        return BalanceWord.wrap(BalanceWord.unwrap(word) + _ONE_PIN);
    }

    /// @dev Warning: only while there is a pin.
    function unpinned(BalanceWord word) internal pure returns (BalanceWord) {
        return BalanceWord.wrap(BalanceWord.unwrap(word) - _ONE_PIN);
    }

    function listed(BalanceWord word) internal pure returns (BalanceWord) {
        return BalanceWord.wrap(BalanceWord.unwrap(word) | _IS_LISTED);
    }

    function unlisted(BalanceWord word) internal pure returns (BalanceWord) {
        return BalanceWord.wrap(BalanceWord.unwrap(word) & ~_IS_LISTED);
    }
}
