// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice An option position to close, or a part of one.
struct Closing {
    uint32 seriesId;
    uint256 size; // WAD; more than the position is all of it
}

/// @notice What a liquidator wants to buy, and for what.
struct CollateralOrder {
    uint16 collateralId; // the asset that he gets
    uint16 debtId; // the asset that he pays with, which the account owes
    uint256 maxPaid; // the most that he pays, token units
    uint256 maxPrice; // the most that a whole token may cost him, USD WAD
}

/// @title Liquidation
/// @notice Pays the debts of accounts that no longer cover them. In this order: what the account holds of the tokens that it
/// owes, its options (closed at the standard bid), its other tokens (sold in kind, to whoever repays the debt), the
/// insurance, and the lenders.
/// @dev Everything moves inside the ledger, so that no pause, freeze or deny list of a token stands in the way. Nothing
/// here depends on how wide a price is, but what a sale costs.
interface ILiquidation {
    /* EVENTS */

    /// @notice Emitted when an account is marked. The discount grows from now on.
    event AccountMarked(address indexed account, address indexed marker);

    /// @notice Emitted when a mark ends because the account is healthy again, or owes nothing.
    event MarkEnded(address indexed account);

    /// @notice Emitted when an account repays a debt with its own balance of the same token. `amount` is in token units.
    event DebtNetted(address indexed account, uint16 indexed debtId, uint256 amount);

    /// @notice Emitted when collateral is sold. `price` is USD WAD per whole token; amounts are in token units.
    event CollateralSold(
        address indexed account,
        address indexed liquidator,
        uint16 indexed collateralId,
        uint16 debtId,
        uint256 sold,
        uint256 paid,
        uint256 price
    );

    /// @notice Emitted when the rest of an asset, not worth a sale, goes to the insurance. `amount` is in token units.
    event DustSwept(address indexed account, uint16 indexed assetId, uint256 amount);

    /// @notice Emitted when the insurance repays a debt from its balance. `amount` is in token units. What is still owed
    /// after that is written off by the lending pool, with an event of its own.
    event InsuranceRepaid(address indexed account, uint16 indexed debtId, uint256 amount);

    /* ERRORS */

    /// @notice Thrown when an account covers its debts; weighted at maintenance, USD WAD times bps.
    error AccountHealthy(address account, uint256 collateral, uint256 debt);

    /// @notice Thrown when an account does not cover its debts, so that its mark stays; weighted at maintenance, USD WAD times
    /// bps.
    error AccountNotHealthy(address account, uint256 collateral, uint256 debt);

    /// @notice Thrown when an account is not marked, or its mark is too old.
    error AccountNotMarked(address account);

    /// @notice Thrown when positions would be closed although fewer restore the account: without `seriesId`.
    error ClosingNotNeeded(address account, uint32 seriesId);

    /// @notice Thrown when collateral would be sold although closing positions comes first.
    error PositionsComeFirst(address account, uint256 positions);

    /// @notice Thrown when a price is above the liquidator's limit; USD WAD per whole token.
    error SalePriceAboveLimit(uint16 collateralId, uint256 price, uint256 maxPrice);

    /// @notice Thrown when an account would liquidate itself.
    error InvalidLiquidator(address liquidator);

    /* MARKS */

    /// @notice Marks an account that does not cover its debts. For anyone. A mark lives for 24 hours; marking the account
    /// again before then changes nothing of it. While what the account has is worth less than it owes, withdrawals from
    /// the pools that it owes to wait, within their limits.
    function mark(address account) external;

    /// @notice Ends the mark of an account that covers its debts again. For anyone.
    function unmark(address account) external;

    /* LIQUIDATION */

    /// @notice Liquidates a marked account as far as the target health, or as far as the orders go. If nothing but dust is
    /// left then, its debts end.
    /// @param liquidator Pays and gets what is sold: an account that the caller may act for. It must be healthy for new
    /// risk afterwards, if it owes something. Not read without orders.
    /// @param closings Only as many as are needed, the last of them of any size; all positions before anything is sold.
    /// @param orders Carried out one after another, until the target is reached. Those for the same debt in a row repay it at
    /// once, which is cheaper.
    function liquidate(
        address account,
        address liquidator,
        Closing[] calldata closings,
        CollateralOrder[] calldata orders
    ) external;

    /* VIEWS */

    /// @notice When an account was marked, Unix seconds; zero if its mark is over.
    function markedAt(address account) external view returns (uint256);

    /// @notice What a whole token of an account's collateral costs now, against a debt of its: USD WAD.
    function salePriceOf(address account, uint16 collateralId, uint16 debtId) external view returns (uint256);

    /// @notice Whether what an account has is worth less than it owes, both at mid and unweighted.
    function isUnderWater(address account) external view returns (bool);
}
