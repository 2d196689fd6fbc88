// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Accounts of the ledger
/// @notice An account is `owner XOR sub` with sub in 0..255: it shares its upper 19 bytes with its owner.
library Accounts {
    uint256 private constant SUB_ACCOUNT_BITS = 8;

    /// @notice Whether `account` is one of the 256 accounts of `owner`.
    function isOwnedBy(address account, address owner) internal pure returns (bool) {
        return (uint160(account) ^ uint160(owner)) >> SUB_ACCOUNT_BITS == 0;
    }

    /// @notice Whether an address can own the account at all.
    function hasOwner(address account) internal pure returns (bool) {
        return uint160(account) >> SUB_ACCOUNT_BITS != 0;
    }
}
