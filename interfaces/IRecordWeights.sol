// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICollateralVault } from "./ICollateralVault.sol";
import { ActionKind, ActionState, ICorporateActions } from "./ICorporateActions.sol";

/// @title Who held a stock token at a record time, wherever he keeps it
/// @notice A token can lie in a wallet, in an account of the ledger, or in a pool that its share holders own. `via` says
/// where:
///
/// | via | holder | weight |
/// | --- | --- | --- |
/// | zero | a wallet | its balance of the token, with what waited for it in the token's escrow |
/// | the ledger | an account of the ledger | its balance there |
/// | a pool | a holder of the pool's shares | his part of the pool's own balance in the ledger, rounded down |
///
/// @dev Every token has one weight: the ledger's and the escrow's own balances have none, because they are their accounts'
/// and payees'; neither has an account that belongs to the protocol, as it is its share holders'. So all weights at a
/// record sum to the supply or less. Weights are raw tokens.
interface IRecordWeights {
    /// @notice Thrown for an address whose balance belongs to others: zero, the token itself, the ledger, or an account of
    /// the protocol.
    error HoldsForOthers(address holder);

    /// @notice Thrown when what the ledger does not keep is looked for there, or in a pool.
    error NotInLedger(address token);

    /// @notice Thrown when tokens are looked for in a contract that is no pool of the ledger.
    error NotRecordPool(address via);

    /// @notice Thrown when an account of the ledger is not the caller's.
    error AccountOfAnother(address account, address caller);

    /// @notice Thrown when somebody else acts for a contract, which might not be able to pass on what it is paid.
    error ContractActsForItself(address holder, address caller);

    /// @notice Thrown when a corporate action is of another kind, or was not confirmed, or was called off.
    error NotRecordAction(uint256 actionId, ActionKind kind, ActionState state);

    /// @notice Thrown when a corporate action has been acted upon.
    error RecordActionUsed(uint256 actionId);

    /// @notice What a holder held of a stock token at a record, raw.
    /// @param epoch The number of the record; reverts with `RecordNotReached` before it has passed.
    /// @param via Where the tokens were: zero, the ledger, or a pool.
    function weightOf(address token, uint256 epoch, address via, address holder) external view returns (uint256);

    /// @notice Where dividends and meetings are announced and confirmed, with their records.
    function actions() external view returns (ICorporateActions);

    /// @notice The ledger.
    function vault() external view returns (ICollateralVault);
}
