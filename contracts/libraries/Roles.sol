// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Roles
/// @notice The role ids of the access manager; what each may do is said in docs/design.md.
library Roles {
    /// @dev Lists, sets price sources and closes markets, behind the timelock.
    uint64 internal constant GOVERNOR = 1;

    /// @dev Lowers caps and factors at once, raises them slowly.
    uint64 internal constant RISK = 2;

    /// @dev Pauses what adds risk, for at most 72 hours.
    uint64 internal constant GUARDIAN = 3;

    /// @dev Runs the corporate actions and the primary market of its own stocks.
    uint64 internal constant ISSUER = 4;

    /// @dev Holds shares and signs for them.
    uint64 internal constant CUSTODIAN = 5;

    /// @dev Registers the option pools that it has created. Held by the pool factory alone.
    uint64 internal constant POOL_FACTORY = 6;

    /// @dev Sets record dates, changes prices by corporate actions, charges dividends. Held by the corporate actions alone.
    uint64 internal constant CORPORATE_ACTIONS = 7;
}
