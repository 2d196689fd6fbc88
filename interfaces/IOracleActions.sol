// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Seconds before a corporate action takes effect from which nobody adds risk on its stock.
uint256 constant FREEZE_SECONDS = 15 minutes;

/// @notice What a corporate action makes of an asset's price. Before `effectiveAt` it is only scheduled.
enum PriceAction {
    NONE,
    RATIO, // frozen until an observation shows that the price per raw token has not changed
    CONTINUOUS, // observed to have not changed; still closed to new risk, until the action is verified
    DIVIDEND, // a cash dividend leaves the price at `effectiveAt`
    FIXED, // cashed out at a price that stays
    DELISTED // no longer observed
}

/// @notice An asset's corporate action, and what the past ones left behind, in one slot.
struct Adjustment {
    uint96 returnFactor; // WAD; total-return price = price * returnFactor
    uint96 dividend; // USD WAD per raw token; of a DIVIDEND that has not left the price yet
    uint40 effectiveAt; // Unix seconds, of the present or last action; older observations do not count from then on
    PriceAction phase;
}

/// @title IOracleActions
/// @notice What corporate actions do to prices. Only `CorporateActions` schedules them; observations do the rest.
/// @dev Prices are per raw token, so a split changes none of them: the word is not written from `FREEZE_SECONDS` before
/// the split until an observation of a regular session after it is continuous with the last one before. A cash
/// dividend leaves the price at its ex-date, and the total-return price is the same before and after.
interface IOracleActions {
    /* ERRORS */

    /// @notice Thrown when a fresh price is required from `FREEZE_SECONDS` before a corporate action until it is verified,
    /// or of an asset that was cashed out or delisted.
    error AssetFrozen(uint16 assetId);

    /// @notice Thrown when a corporate action is scheduled while another is, or ended where none is, or a price is fixed
    /// or delisted without one.
    error PriceActionOutOfOrder(uint16 assetId, PriceAction phase);

    /// @notice Thrown when a dividend is zero or above a fifth of the price, USD WAD per raw token.
    error DividendOutOfRange(uint256 dividend, uint256 maxDividend);

    /// @notice Thrown when the final price of a cash-out is beyond what a price word holds.
    error FinalPriceOutOfRange(uint256 price);

    /* EVENTS */

    /// @notice Emitted when a corporate action is scheduled. `dividend` is in USD WAD per raw token, 0 for other actions.
    event PriceActionScheduled(uint16 indexed assetId, uint256 effectiveAt, uint256 dividend);

    /// @notice Emitted when a scheduled action is called off, or a verified one ends the freeze.
    event PriceActionEnded(uint16 indexed assetId);

    /// @notice Emitted when the first price of a regular session after the action continues the last one before it.
    event PriceContinued(uint16 indexed assetId, uint256 mid, uint256 observedAt);

    /// @notice Emitted when a dividend leaves the price. The total-return price `mid * returnFactor` is what it was.
    /// @param dividend USD WAD per raw token, as taken off.
    /// @param mid USD WAD per raw token, without it.
    /// @param returnFactor WAD, with it.
    event DividendApplied(uint16 indexed assetId, uint256 dividend, uint256 mid, uint256 returnFactor);

    /// @notice Emitted when an asset's price is fixed for good, USD WAD per raw token.
    event PriceFixed(uint16 indexed assetId, uint256 price);

    /// @notice Emitted when an asset's price is observed no longer.
    event PriceDelisted(uint16 indexed assetId);

    /* FOR CORPORATE ACTIONS */

    /// @notice Schedules an action that leaves the price per raw token as it is, or may end the asset. CORPORATE_ACTIONS.
    /// @param effectiveAt Unix seconds. If it is less than `FREEZE_SECONDS` ahead, the freeze begins at once. Replaces one
    /// that was scheduled in the same way.
    function scheduleRatio(uint16 assetId, uint40 effectiveAt) external;

    /// @notice Schedules a cash dividend. CORPORATE_ACTIONS.
    /// @param effectiveAt When the first session without the dividend opens, Unix seconds.
    /// @param dividend USD WAD per raw token, at most a fifth of the price.
    function scheduleDividend(uint16 assetId, uint40 effectiveAt, uint96 dividend) external;

    /// @notice Ends a freeze, or calls off what is scheduled. The asset is priced as before. CORPORATE_ACTIONS.
    function endAction(uint16 assetId) external;

    /// @notice Fixes the price for good, of an asset with a scheduled action that is no dividend: [price, price, price],
    /// whatever the age. CORPORATE_ACTIONS.
    /// @param price USD WAD per raw token.
    function fixPrice(uint16 assetId, uint256 price) external;

    /// @notice Ends the observation of an asset with a scheduled action that is no dividend: its interval widens as in a
    /// halt, for good. CORPORATE_ACTIONS.
    function delist(uint16 assetId) external;

    /* ANYBODY */

    /// @notice Takes a due dividend off the price, as the first refresh after `effectiveAt` does too. Does nothing if
    /// none is due. The dividend counts to a fifth of the last confirmed price at most.
    function applyDividend(uint16 assetId) external;

    /* VIEWS */

    /// @notice Whether nobody may add risk on the asset because of a corporate action.
    function isFrozen(uint16 assetId) external view returns (bool);

    /// @notice The asset's corporate action, scheduled or in force.
    function adjustmentOf(uint16 assetId) external view returns (Adjustment memory);

    /// @notice Total-return price = price * this, WAD. Starts at 1e18 and rises by P / (P - D) with each cash dividend.
    function returnFactorOf(uint16 assetId) external view returns (uint256);

    /// @notice What `returnFactorOf` becomes when the asset's scheduled dividend leaves its present price; the same if none
    /// is scheduled. Only of assets that have a price and had an action.
    function returnFactorAfter(uint16 assetId) external view returns (uint256);

    /// @notice Whether a price would continue the last confirmed one: closer to it than its interval is wide by base and
    /// drift, and than 20 %.
    /// @param price USD WAD per raw token.
    function isContinuous(uint16 assetId, uint256 price) external view returns (bool);
}
