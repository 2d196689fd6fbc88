// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC165 } from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import { IERC4626 } from "@openzeppelin/contracts/interfaces/IERC4626.sol";

import { ICoverPool } from "./ICoverPool.sol";
import { IERC7540Deposit, IERC7540Operator, IERC7540Redeem } from "./IERC7540.sol";

/// @notice What waits in a pool.
/// @param queuedShares Shares that wait to be redeemed.
/// @param queuedAssets Tokens that wait to be deposited, locked in the accounts of their depositors.
/// @param boughtAssets Tokens of settled deposits that have not been collected from those accounts.
/// @param boughtShares The shares that were issued for them.
/// @param epoch The open epoch: what is requested now is settled with it, or later.
/// @param batch How many epochs have settled deposits.
/// @param settledAt When the last epoch was settled, Unix seconds.
/// @param waitingSince Since when the oldest queued shares have waited for an epoch, Unix seconds.
struct PoolQueue {
    uint128 queuedShares;
    uint128 queuedAssets;
    //
    uint128 boughtAssets;
    uint128 boughtShares;
    //
    uint32 epoch;
    uint32 batch;
    uint40 settledAt;
    uint40 waitingSince;
}

/// @title A public option pool
/// @notice Writes perpetual options in one settlement token. Its shares are an ERC-20 token. Who wants in or out makes a
/// request (ERC-7540); epochs settle all requests together, at one price each way, and then each is claimed. While no
/// option is open, a request is settled at once.
/// @dev All requests have the id 0: those of one controller count together. A controller has to take part in a request,
/// so that nobody can add to those of another. Preview functions revert, as ERC-7540 asks. `totalAssets` and the
/// conversions use the low net asset value, which is what redemptions are paid at.
interface IOptionPool is ICoverPool, IERC4626, IERC7540Operator, IERC7540Deposit, IERC7540Redeem, IERC165 {
    /* EVENTS */

    /// @notice Emitted when an epoch has been settled.
    /// @param queuedShares What waited to be redeemed.
    /// @param filledShares What of it was redeemed.
    /// @param paidAssets What was paid for them, in token units.
    /// @param depositedAssets What was deposited, in token units.
    /// @param issuedShares What was issued for it.
    event EpochSettled(
        uint256 indexed epoch,
        uint256 queuedShares,
        uint256 filledShares,
        uint256 paidAssets,
        uint256 depositedAssets,
        uint256 issuedShares
    );

    /// @notice Emitted when the tokens of a settled deposit have come from the depositor's account into the pool's.
    event DepositCollected(address indexed controller, address indexed account, uint256 assets, uint256 shares);

    /// @notice Emitted when what waited to be deposited is the depositor's to use again.
    event DepositRequestCancelled(address indexed controller, address indexed account, uint256 assets);

    /// @notice Emitted when shares that waited to be redeemed have gone back to the controller.
    event RedeemRequestCancelled(address indexed controller, uint256 shares);

    /* ERRORS */

    /// @notice Thrown when the caller is neither the account nor one of its operators.
    error NotPoolOperator(address account, address caller);

    /// @notice Thrown by the preview functions: the price of a request is known when its epoch is settled.
    error PreviewUnavailable();

    /// @notice Thrown when tokens of a second account are added to a request.
    error RequestFromAnotherAccount(address controller, address account);

    /// @notice Thrown when the controller has nothing that waits.
    error NothingRequested(address controller);

    /// @notice Thrown when a request is cancelled in the epoch in which it was made.
    error RequestTooNew(address controller, uint256 epoch);

    /// @notice Thrown when more is claimed than there is.
    error ClaimExceeded(address controller, uint256 amount, uint256 claimable);

    /// @notice Thrown when nobody has requested anything.
    error EpochEmpty();

    /// @notice Thrown when an epoch is settled before `earliest`, Unix seconds.
    error EpochTooEarly(uint256 earliest);

    /// @notice Thrown when the index of a market with open interest is not fresh and tight, unless redemptions have waited
    /// until `overdueAt`, Unix seconds.
    error EpochNotPriced(uint256 overdueAt);

    /// @notice Thrown when a corporate action has frozen a leg of a market with open interest.
    error EpochFrozen(uint32 marketId);

    /// @notice Thrown when anybody but the oracle sends ether.
    error UnexpectedEther(address sender);

    /// @notice Thrown when the caller does not take back what an epoch's price updates left over.
    error EpochRefundRefused(uint256 refund);

    /* SET-UP */

    /// @notice Sets up a clone. Once, by the factory.
    /// @param assetId The asset that the pool holds.
    function initialize(uint16 assetId, string calldata name, string calldata symbol) external;

    /* REQUESTS */

    /// @notice Like `requestDeposit`, with tokens that are in an account of the ledger already, where they stay, locked.
    /// @param account An account that the caller may act for.
    function requestDepositFromAccount(uint256 assets, address controller, address account)
        external
        returns (uint256 requestId);

    /// @notice Calls off what waits to be deposited for a controller: from the epoch after its last request, or 5 days
    /// after it.
    function cancelDepositRequest(address controller) external returns (uint256 assets);

    /// @notice Calls off what waits to be redeemed for a controller, from the epoch after its last request. The shares go
    /// to the controller.
    function cancelRedeemRequest(address controller) external returns (uint256 shares);

    /// @notice Brings the tokens of a controller's settled deposit into the pool. For anyone.
    function collectDeposit(address controller) external;

    /// @notice Books at most `maxEpochs` settled epochs on a controller's queued shares. For anyone. Each claim does it for
    /// all of them; this is for who has not claimed for very long.
    function advance(address controller, uint256 maxEpochs) external;

    /* EPOCHS */

    /// @notice Settles what has been requested. For anyone, once a day.
    /// @dev Deposits buy at the high net asset value with accrued funding, redemptions are paid at the low one. When the
    /// free cash does not pay all of them, each is filled in the same proportion and the rest waits for the next epoch.
    /// When redemptions have waited for 5 days, they are settled at any interval, and deposits wait.
    /// @param assetIds Assets that the oracle refreshes first.
    /// @param priceUpdates Signed updates for them; their fee is paid from the value sent, the rest comes back.
    function settleEpoch(uint16[] calldata assetIds, bytes[] calldata priceUpdates) external payable;

    /* VIEWS */

    /// @notice The share token: the pool itself (ERC-7575).
    function share() external view returns (address);

    /// @notice What waits.
    function queue() external view returns (PoolQueue memory);

    /// @notice The account of the ledger in which a controller's pending deposit is locked.
    function depositAccountOf(address controller) external view returns (address);

    /// @notice The account of the ledger that holds what has been redeemed and not claimed.
    function claimAccount() external view returns (address);
}
