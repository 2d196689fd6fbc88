// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AssetAmount } from "../contracts/libraries/AssetAmount.sol";

/// @notice How an asset counts in the health of an account, bps of its value.
/// @param collateralInit As collateral, when risk is added; 0 = not at all.
/// @param collateralMaint As collateral, before it is liquidated; not below `collateralInit`.
/// @param debtInit As debt, when risk is added; 0 = was never borrowable.
/// @param debtMaint As debt, before liquidation; from 100 % to `debtInit`.
struct RiskFactors {
    uint16 collateralInit;
    uint16 collateralMaint;
    uint16 debtInit;
    uint16 debtMaint;
}

/// @notice What the GUARDIAN can stop, for one asset: each adds risk.
enum RiskIncrease {
    DEPOSITS, // of the asset
    BORROWING, // of the asset
    OPENS // of options that settle in the asset
}

/// @notice An account's health.
/// @param collateral What it has, weighted down, USD WAD times bps.
/// @param debt What it owes, weighted up, USD WAD times bps.
struct Health {
    uint256 collateral;
    uint256 debt;
}

/// @title Risk parameters, and the health of accounts by them
/// @notice Prices come from the oracle: risk is added at the worse edges of the intervals, and liquidation looks at mids,
/// so that no account is liquidated because a price is old.
/// @dev Factors are in bps, caps in whole tokens, times in Unix seconds.
interface IRiskEngine {
    /* EVENTS */

    /// @notice Emitted when an asset's factors change. Those for maintenance reach these values at `effectiveAt`.
    event RiskFactorsSet(uint16 indexed assetId, RiskFactors factors, uint256 effectiveAt);

    /// @notice Emitted when the most of an asset that the ledger takes changes, whole tokens.
    event DepositCapSet(uint16 indexed assetId, uint256 depositCap);

    /// @notice Emitted when something that adds risk is stopped for a while.
    event RiskIncreasePaused(uint16 indexed assetId, RiskIncrease indexed what, uint256 until);

    /// @notice Emitted when a stock's backing was found short or whole again, and so whether it counts for new risk.
    event CollateralBackingSet(uint16 indexed assetId, bool isBacked);

    /// @notice Emitted when the options are named whose positions count for maintenance.
    event OptionsSet(address indexed options);

    /* ERRORS */

    /// @notice Thrown when the weighted collateral does not cover the weighted debt, USD WAD times bps.
    error HealthTooLow(address account, uint256 collateral, uint256 debt);

    /// @notice Thrown when factors are out of order or out of their bounds.
    error RiskFactorsInvalid(RiskFactors factors);

    /// @notice Thrown when the token of an asset has too many decimals to be weighed.
    error RiskDecimalsTooMany(uint16 assetId, uint8 decimals, uint8 most);

    /// @notice Thrown when the asset has no factors.
    error RiskAssetUnlisted(uint16 assetId);

    /// @notice Thrown when what may be owed would weigh nothing, or when RISK would make an asset borrowable.
    error DebtWeightNeeded(uint16 assetId);

    /// @notice Thrown when a parameter is loosened by more than a fifth, or twice within a day.
    /// @param most The furthest it may go now.
    error LoosenedTooFast(uint256 value, uint256 most);

    /// @notice Thrown when the same thing was paused less than 7 days ago.
    /// @param until When it may be paused again.
    error PauseRepeated(uint16 assetId, RiskIncrease what, uint256 until);

    /// @notice Thrown when an asset cannot be borrowed.
    error NotBorrowable(uint16 assetId);

    /// @notice Thrown while borrowing an asset is paused.
    error BorrowingPaused(uint16 assetId, uint256 until);

    /// @notice Thrown while a corporate action of the stock is under way.
    error BorrowingFrozen(uint16 assetId);

    /// @notice Thrown when the caller is not the ledger.
    error NotNamedLedger(address caller);

    /// @notice Thrown when the caller is not the custody registry.
    error NotCustodyRegistry(address caller);

    /// @notice Thrown when the ledger is named a second time.
    error LedgerNamed(address ledger);

    /// @notice Thrown when health is asked for in the middle of a batch that has not been checked yet.
    error HealthCheckPending(address account);

    /* GOVERNANCE */

    /// @notice Names the ledger. Once. For the GOVERNOR.
    function setLedger(address ledger) external;

    /// @notice Names the options, whose positions count for maintenance. For the GOVERNOR.
    function setOptions(address options) external;

    /// @notice Sets all factors of an asset. For the GOVERNOR. A cut of `collateralMaint` or a rise of `debtMaint` of an
    /// asset that has factors applies linearly over 7 days; all else at once.
    function setFactors(uint16 assetId, RiskFactors calldata factors) external;

    /// @notice Sets the factors for new risk. For RISK: tightened at once, loosened by at most a fifth, once a day.
    function setInitialFactors(uint16 assetId, uint16 collateralInit, uint16 debtInit) external;

    /// @notice Sets the most of an asset that the ledger takes, whole tokens; the largest number for no limit. For RISK:
    /// lowered at once, raised by at most a fifth, once a day.
    function setDepositCap(uint16 assetId, uint48 depositCap) external;

    /// @notice Like `setDepositCap`, to any value. For the GOVERNOR.
    function resetDepositCap(uint16 assetId, uint48 depositCap) external;

    /// @notice Stops something that adds risk, for 72 hours. For the GUARDIAN; the same not again within 7 days.
    function pause(uint16 assetId, RiskIncrease what) external;

    /// @notice Stops new risk against a stock token whose shares in custody are too few, or restores it. For the custody
    /// registry, when its check finds something new. A token without factors is left alone: they start from the registry's
    /// verdict.
    function setBacking(address token, bool isBacked) external;

    /// @notice Stops or restores an asset as collateral for new risk. For the ledger, which has counted its tokens.
    function setShort(uint16 assetId, bool isShort) external;

    /* HEALTH */

    /// @notice Reverts unless collateral covers debt for new risk: `sum amount * lo * init >= sum amount * hi * debtInit`.
    function requireHealthy(address account, AssetAmount[] calldata held, AssetAmount[] calldata owed) external view;

    /// @notice Reverts unless the asset may be borrowed now.
    function requireBorrowable(uint16 assetId) external view;

    /// @notice An account's health for new risk.
    function initialHealthOf(address account) external view returns (Health memory);

    /// @notice An account's health for maintenance, at mids: it is liquidated while `collateral < debt`. Options count at
    /// half of what they are worth beyond the funding that they owe, which is a debt too.
    function maintenanceHealthOf(address account) external view returns (Health memory);

    /* VIEWS */

    /// @notice The factors of an asset as they are now, in the middle of a ramp too.
    function factorsOf(uint16 assetId) external view returns (RiskFactors memory);

    /// @notice What the factors of an asset will be when every ramp has ended.
    function targetFactorsOf(uint16 assetId) external view returns (RiskFactors memory);

    /// @notice The most of an asset that the ledger takes, whole tokens.
    function depositCapOf(uint16 assetId) external view returns (uint48);

    /// @notice When something was paused last, Unix seconds; 0 = never.
    function pausedAt(uint16 assetId, RiskIncrease what) external view returns (uint256);

    /// @notice Whether a stock token's shares were found too few, so that nobody can add risk against it.
    function isUnbacked(uint16 assetId) external view returns (bool);
}
