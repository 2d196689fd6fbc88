// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IDistributor } from "./IDistributor.sol";

/// @title IRedemptionBuffer
/// @notice Instant exchange of stock tokens against cash, out of inventory that the owner has put there. Whoever may hold
/// the token buys at the upper edge of its price interval plus a spread and sells at the lower edge less it, at any hour:
/// while the market sleeps the interval itself widens the spread. A premium or discount elsewhere closes in one
/// transaction instead of a day.
/// @dev Cash is one asset of the ledger, such as USDC, and has a price interval of its own. Prices are whole cash tokens
/// per whole stock token, WAD; amounts are in units of the token they are of.
interface IRedemptionBuffer {
    /// @notice What the buffer holds of a stock token, and on which terms it trades it.
    /// @param spreadBps Added to the upper edge and taken off the lower one, bps.
    /// @param maxInventory The most of it that swaps may bring in, token units.
    /// @param inventory What there is, token units.
    struct Line {
        uint16 spreadBps;
        uint120 maxInventory;
        uint120 inventory;
    }

    /* EVENTS */

    /// @notice Emitted when the terms of a stock token are set. A spread of zero takes it off the list.
    event LineSet(uint16 indexed assetId, uint16 spreadBps, uint120 maxInventory);

    /// @notice Emitted when the owner adds inventory or cash.
    event InventoryAdded(uint16 indexed assetId, uint256 amount);

    /// @notice Emitted when the owner removes inventory or cash.
    event InventoryRemoved(uint16 indexed assetId, address indexed receiver, uint256 amount);

    /// @notice Emitted when the owner is paid a dividend on the inventory, in units of the paid token.
    event DividendForwarded(uint256 indexed id, address indexed receiver, uint256 amount);

    /// @notice Emitted when somebody buys stock tokens.
    event Bought(uint16 indexed assetId, address indexed buyer, address indexed receiver, uint256 amount, uint256 cash);

    /// @notice Emitted when somebody sells stock tokens.
    event Sold(uint16 indexed assetId, address indexed seller, address indexed receiver, uint256 amount, uint256 cash);

    /* ERRORS */

    /// @notice Thrown when the buffer does not trade the asset.
    error NotTraded(uint16 assetId);

    /// @notice Thrown when a spread is outside its bounds.
    error BufferSpreadOutOfRange(uint256 spreadBps, uint256 leastBps, uint256 mostBps);

    /// @notice Thrown when cash would be listed against itself.
    error CashIsNotInventory(uint16 assetId);

    /// @notice Thrown when an amount is zero, or comes to zero by rounding.
    error ZeroSwapAmount();

    /// @notice Thrown when the deadline of a swap has passed.
    error SwapDeadlinePassed(uint256 deadline);

    /// @notice Thrown when a purchase costs more than the buyer allows.
    error CostAboveMaximum(uint256 cost, uint256 maxCost);

    /// @notice Thrown when a sale brings less than the seller allows.
    error ProceedsBelowMinimum(uint256 proceeds, uint256 minProceeds);

    /// @notice Thrown when the buffer holds less than it should give.
    error BufferShort(uint16 assetId, uint256 held, uint256 needed);

    /// @notice Thrown when a sale would bring in more than the owner wants to hold.
    error InventoryFull(uint16 assetId, uint256 inventory, uint256 maxInventory);

    /// @notice Thrown when a token delivered less than it said, as one with a transfer fee does.
    error TransferIncomplete(uint16 assetId, uint256 received, uint256 amount);

    /* OWNER */

    /// @notice Sets on which terms a stock token trades; a spread of zero ends it, what is held stays the owner's.
    /// @param spreadBps Zero, or 5 to 1,000 bps.
    /// @param maxInventory The most of it that sales may bring in, token units.
    function setLine(uint16 assetId, uint16 spreadBps, uint120 maxInventory) external;

    /// @notice Adds inventory of a stock token, or cash, from the owner's wallet.
    function addInventory(uint16 assetId, uint120 amount) external;

    /// @notice Removes inventory of a stock token, or cash.
    function removeInventory(uint16 assetId, uint120 amount, address receiver) external;

    /// @notice Claims a dividend on stock tokens that the buffer held at the record, and passes it on.
    /// @param id The distribution of the distributor.
    /// @return amount What was paid, in units of the paid token.
    function claimDividend(IDistributor distributor, uint256 id, address receiver) external returns (uint256 amount);

    /* SWAP */

    /// @notice Buys `amount` stock tokens. Reverts while an open market's observation is too old.
    /// @param maxCost The most cash to pay.
    /// @param deadline The last second at which the swap may execute.
    /// @return cost Cash paid, rounded up.
    function buy(uint16 assetId, uint120 amount, uint256 maxCost, address receiver, uint256 deadline)
        external
        returns (uint256 cost);

    /// @notice Sells `amount` stock tokens. Reverts while an open market's observation is too old.
    /// @param minProceeds The least cash to receive.
    /// @param deadline The last second at which the swap may execute.
    /// @return proceeds Cash received, rounded down.
    function sell(uint16 assetId, uint120 amount, uint256 minProceeds, address receiver, uint256 deadline)
        external
        returns (uint256 proceeds);

    /* VIEWS */

    /// @notice What the buffer asks and bids for a stock token now.
    function pricesOf(uint16 assetId) external view returns (uint256 ask, uint256 bid);

    /// @notice What the buffer holds of a stock token, and its terms.
    function lineOf(uint16 assetId) external view returns (Line memory);

    /// @notice The cash it holds, in units of the cash token.
    function cash() external view returns (uint256);

    /// @notice The asset that it pays and is paid in.
    function cashAssetId() external view returns (uint16);
}
