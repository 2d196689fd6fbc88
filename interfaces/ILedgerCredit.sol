// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AssetAmount } from "../contracts/libraries/AssetAmount.sol";

/// @title The ledger's credit
/// @notice Accounts borrow from lending pools against everything that they list. An action that adds risk ends with a
/// health check of the account; within a batch, all of them are made at its end. Accounts without debt read no price.
/// @dev Amounts are in token units.
interface ILedgerCredit {
    /* EVENTS */

    /// @notice Emitted when an asset gets its lending pool.
    event LendingPoolSet(uint16 indexed assetId, address indexed pool);

    /// @notice Emitted when an owner lets his account borrow by itself what a payment lacks, or ends it.
    event AutoBorrowSet(address indexed account, bool isAllowed);

    /// @notice Emitted when an account borrows. `amount` is in token units.
    event Borrowed(uint16 indexed assetId, address indexed account, uint256 amount);

    /// @notice Emitted when an account's debt is repaid by `payer`. `amount` is in token units.
    event DebtRepaid(uint16 indexed assetId, address indexed account, address indexed payer, uint256 amount);

    /// @notice Emitted when what an account still owes is given up. `loss` is in token units.
    event LossWrittenOff(uint16 indexed assetId, address indexed account, uint256 loss);

    /// @notice Emitted when RISK's engine changes what the ledger takes in.
    event RestrictionsSet(uint16 indexed assetId, uint48 depositCap, uint40 depositsPausedUntil, uint40 opensPausedUntil);

    /* ERRORS */

    /// @notice Thrown when the asset has a lending pool already.
    error LendingPoolTaken(uint16 assetId, address pool);

    /// @notice Thrown when nobody lends the asset.
    error NoLendingPool(uint16 assetId);

    /// @notice Thrown when an account would owe more assets than it may.
    error DebtListFull(address account, uint256 capacity);

    /// @notice Thrown when the caller is not the risk engine.
    error NotRiskEngine(address caller);

    /// @notice Thrown when anybody but the ledger itself calls what it tries on its own.
    error NotSelf(address caller);

    /// @notice Thrown when a deposit would bring the ledger above the cap of the asset, whole tokens.
    error DepositCapExceeded(uint16 assetId, uint256 depositCap);

    /// @notice Thrown while deposits of an asset are paused.
    error DepositsPaused(uint16 assetId, uint256 until);

    /// @notice Thrown while opens that settle in an asset are paused.
    error OpensPaused(uint16 assetId, uint256 until);

    /* SET UP */

    /// @notice Names the pool that lends an asset, for good: debts live there. For the GOVERNOR.
    function setLendingPool(uint16 assetId, address pool) external;

    /// @notice Sets what the ledger takes in of an asset. For the risk engine.
    /// @param depositCap Whole tokens; the largest number for no limit.
    /// @param depositsPausedUntil Unix seconds.
    /// @param opensPausedUntil Unix seconds.
    function setRestrictions(
        uint16 assetId,
        uint48 depositCap,
        uint40 depositsPausedUntil,
        uint40 opensPausedUntil
    ) external;

    /* BORROWING */

    /// @notice Borrows `amount` from the asset's lending pool into the account. For who may act for it.
    function borrow(uint16 assetId, address account, uint256 amount) external;

    /// @notice Repays up to `amount` of an account's debt out of the balance of `payer`. For who may act for `payer`, and
    /// modules.
    /// @param amount The largest number repays all.
    /// @return repaid What was paid.
    function repay(uint16 assetId, address account, address payer, uint256 amount) external returns (uint256 repaid);

    /// @notice Gives up what an account still owes. For modules, when a liquidation has left nothing to repay it with.
    /// @return loss What was given up.
    function writeOff(uint16 assetId, address account) external returns (uint256 loss);

    /// @notice Lets an account borrow by itself what a premium, funding or a withdrawal exceeds its balance by. For who may
    /// act for it.
    function setAutoBorrow(address account, bool isAllowed) external;

    /// @notice Collects as `collect` does, all of it, and borrows what the account lacks. For the ledger itself, which tries
    /// it, and takes what is there if the account would not stay healthy for new risk.
    function collectOnCredit(
        uint16 assetId,
        address account,
        address to,
        uint256 amount,
        address rewardTo,
        uint256 rewardBps
    ) external;

    /* VIEWS */

    /// @notice The assets that an account owes, at most 4.
    function debtsOf(address account) external view returns (uint16[] memory);

    /// @notice Whether an account borrows by itself what a payment lacks.
    function borrowsAutomatically(address account) external view returns (bool);

    /// @notice The pool that lends an asset, or zero.
    function lendingPoolOf(uint16 assetId) external view returns (address);

    /// @notice What an account's collateral consists of and what it owes, with the interest to now: what its health is
    /// computed from. Of what it holds, only what it lists and is not locked.
    function creditOf(address account)
        external
        view
        returns (AssetAmount[] memory held, AssetAmount[] memory owed);

    /// @notice Whether the health of an account is to be checked at the end of the batch that is running.
    function isHealthPending(address account) external view returns (bool);
}
