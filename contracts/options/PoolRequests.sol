// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { ICoverPool } from "../../interfaces/ICoverPool.sol";
import { IERC7540Deposit, IERC7540Operator, IERC7540Redeem } from "../../interfaces/IERC7540.sol";
import { IOptionPool, PoolQueue } from "../../interfaces/IOptionPool.sol";
import { BatchPrice, DepositOrder, EpochFill, EpochQueue, RedeemOrder } from "../libraries/EpochQueue.sol";
import { PoolShares } from "./PoolShares.sol";

/// @title PoolRequests
/// @notice Requests into and out of a public pool, what epochs have made of them, and their claims.
/// @dev An epoch writes one price each way and touches no request. Each controller's orders are brought up to date when he,
/// or anybody for him, acts on them. Tokens of a deposit stay in the depositor's account until then, and the pool counts
/// them as its own from the epoch on.
abstract contract PoolRequests is IOptionPool, PoolShares {
    using EpochQueue for BatchPrice;
    using EpochQueue for RedeemOrder;
    using FixedPointMathLib for uint256;
    using SafeCast for uint256;

    /// @notice After this long a pending deposit may be cancelled, and waiting redemptions are settled at any interval.
    uint256 public constant MAX_WAIT_SECONDS = 5 days;

    /// @dev What rounding may leave in the queue without an owner. It does not make the next request an old one.
    uint256 private constant _DUST_SHARES = 1e6;

    /* STORAGE */

    PoolQueue internal _queue;
    mapping(address controller => DepositOrder) private _depositOrders;
    mapping(address controller => RedeemOrder) private _redeemOrders;
    mapping(uint256 epoch => EpochFill) private _fills;
    mapping(uint256 batch => BatchPrice) private _prices;

    /// @inheritdoc IERC7540Operator
    mapping(address controller => mapping(address operator => bool)) public override isOperator;

    modifier onlyPoolOperator(address controller) {
        _requireOperator(controller);
        _;
    }

    /// @inheritdoc IERC7540Operator
    function setOperator(address operator, bool approved) external override returns (bool) {
        address controller = _caller();

        isOperator[controller][operator] = approved;

        emit OperatorSet(controller, operator, approved);

        return true;
    }

    /* DEPOSITS */

    /// @inheritdoc IERC7540Deposit
    function requestDeposit(uint256 assets, address controller, address owner)
        external
        override
        nonReentrant
        onlyPoolOperator(controller)
        onlyPoolOperator(owner)
        returns (uint256)
    {
        require(assets != 0, ZeroPoolAmount());

        _takeIn(owner, owner, assets);
        return _enqueueDeposit(assets, controller, owner);
    }

    /// @inheritdoc IOptionPool
    function requestDepositFromAccount(uint256 assets, address controller, address account)
        external
        override
        nonReentrant
        onlyPoolOperator(controller)
        returns (uint256)
    {
        require(assets != 0, ZeroPoolAmount());
        require(VAULT.isAuthorised(account, msg.sender), ICollateralVault.NotAuthorised(account, msg.sender));

        return _enqueueDeposit(assets, controller, account);
    }

    /// @inheritdoc IOptionPool
    function cancelDepositRequest(address controller)
        external
        override
        nonReentrant
        onlyPoolOperator(controller)
        returns (uint256 assets)
    {
        _collect(controller);
        DepositOrder storage order = _depositOrders[controller];
        assets = order.pending;
        require(assets != 0, NothingRequested(controller));
        uint32 epoch = _queue.epoch;
        require(
            order.requestEpoch < epoch || block.timestamp >= order.requestedAt + MAX_WAIT_SECONDS,
            RequestTooNew(controller, epoch)
        );

        order.pending = 0;
        _queue.queuedAssets -= uint128(assets);

        emit DepositRequestCancelled(controller, order.account, assets);

        VAULT.unlock(assetId, order.account, assets);
    }

    /// @inheritdoc IOptionPool
    function collectDeposit(address controller) external override nonReentrant {
        require(_isBought(_depositOrders[controller]), NothingRequested(controller));

        _collect(controller);
    }

    /// @inheritdoc IERC7540Deposit
    function deposit(uint256 assets, address receiver, address controller)
        public
        override
        nonReentrant
        onlyPoolOperator(controller)
        returns (uint256 shares)
    {
        require(assets != 0, ZeroPoolAmount());
        _collect(controller);
        DepositOrder storage order = _depositOrders[controller];
        require(assets <= order.bought, ClaimExceeded(controller, assets, order.bought));

        shares = assets.fullMulDiv(order.shares, order.bought);
        _deliver(order, controller, receiver, assets, shares);
    }

    /// @inheritdoc IERC7540Deposit
    function mint(uint256 shares, address receiver, address controller)
        public
        override
        nonReentrant
        onlyPoolOperator(controller)
        returns (uint256 assets)
    {
        require(shares != 0, ZeroPoolAmount());
        _collect(controller);
        DepositOrder storage order = _depositOrders[controller];
        require(shares <= order.shares, ClaimExceeded(controller, shares, order.shares));

        assets = shares.fullMulDivUp(order.bought, order.shares);
        _deliver(order, controller, receiver, assets, shares);
    }

    /* REDEMPTIONS */

    /// @inheritdoc IERC7540Redeem
    function requestRedeem(uint256 shares, address controller, address owner)
        external
        override
        nonReentrant
        onlyPoolOperator(controller)
        returns (uint256)
    {
        require(shares != 0, ZeroPoolAmount());
        address caller = _caller();
        if (!_isOperator(owner, caller)) _spendAllowance(owner, caller, shares);

        RedeemOrder storage order = _book(controller);
        uint256 queuedShares = _queue.queuedShares;
        order.pending = (order.pending + shares).toUint128();
        order.requestEpoch = _queue.epoch;
        if (queuedShares < _DUST_SHARES) _queue.waitingSince = uint40(block.timestamp);
        _queue.queuedShares = (queuedShares + shares).toUint128();

        emit RedeemRequest(controller, owner, 0, caller, shares);

        _transfer(owner, address(this), shares);
        if (_reserve() == 0) _settleIdle();
        return 0;
    }

    /// @inheritdoc IOptionPool
    function cancelRedeemRequest(address controller)
        external
        override
        nonReentrant
        onlyPoolOperator(controller)
        returns (uint256 shares)
    {
        RedeemOrder storage order = _book(controller);
        shares = order.pending;
        require(shares != 0, NothingRequested(controller));
        require(order.requestEpoch < _queue.epoch, RequestTooNew(controller, _queue.epoch));

        order.pending = 0;
        _queue.queuedShares -= uint128(shares);

        emit RedeemRequestCancelled(controller, shares);

        _transfer(address(this), controller, shares);
    }

    /// @inheritdoc IOptionPool
    function advance(address controller, uint256 maxEpochs) external override nonReentrant {
        _bookSome(controller, maxEpochs);
    }

    /// @notice Claims what was paid for `shares` that have been redeemed for `controller`.
    function redeem(uint256 shares, address receiver, address controller)
        public
        override
        nonReentrant
        onlyPoolOperator(controller)
        returns (uint256 assets)
    {
        require(shares != 0, ZeroPoolAmount());
        RedeemOrder storage order = _book(controller);
        require(shares <= order.filled, ClaimExceeded(controller, shares, order.filled));

        assets = shares.fullMulDiv(order.paid, order.filled);
        _payOut(order, controller, receiver, assets, shares);
    }

    /// @notice Claims `assets` of what was paid for shares that have been redeemed for `controller`.
    function withdraw(uint256 assets, address receiver, address controller)
        public
        override
        nonReentrant
        onlyPoolOperator(controller)
        returns (uint256 shares)
    {
        require(assets != 0, ZeroPoolAmount());
        RedeemOrder storage order = _book(controller);
        require(assets <= order.paid, ClaimExceeded(controller, assets, order.paid));

        shares = assets.fullMulDivUp(order.filled, order.paid);
        _payOut(order, controller, receiver, assets, shares);
    }

    /* VIEWS */

    /// @inheritdoc IERC7540Deposit
    function pendingDepositRequest(uint256 requestId, address controller) external view override returns (uint256) {
        DepositOrder storage order = _depositOrders[controller];
        return requestId != 0 || _isBought(order) ? 0 : order.pending;
    }

    /// @inheritdoc IERC7540Deposit
    function claimableDepositRequest(uint256 requestId, address controller) external view override returns (uint256) {
        return requestId == 0 ? maxDeposit(controller) : 0;
    }

    /// @inheritdoc IERC7540Redeem
    function pendingRedeemRequest(uint256 requestId, address controller) external view override returns (uint256) {
        return requestId == 0 ? _bookedOrder(controller, type(uint256).max).pending : 0;
    }

    /// @inheritdoc IERC7540Redeem
    function claimableRedeemRequest(uint256 requestId, address controller) external view override returns (uint256) {
        return requestId == 0 ? maxRedeem(controller) : 0;
    }

    /// @notice The assets whose shares `controller` can claim.
    function maxDeposit(address controller) public view override returns (uint256) {
        DepositOrder storage order = _depositOrders[controller];
        return _isBought(order) ? uint256(order.bought) + order.pending : order.bought;
    }

    /// @notice The shares that `controller` can claim by `mint`.
    function maxMint(address controller) external view override returns (uint256) {
        DepositOrder storage order = _depositOrders[controller];
        return _isBought(order) ? order.shares + _prices[order.batch].buy(order.pending) : order.shares;
    }

    /// @notice The assets that `controller` can claim by `withdraw`.
    function maxWithdraw(address controller) external view override returns (uint256) {
        return _bookedOrder(controller, type(uint256).max).paid;
    }

    /// @notice The shares whose assets `controller` can claim.
    function maxRedeem(address controller) public view override returns (uint256) {
        return _bookedOrder(controller, type(uint256).max).filled;
    }

    /// @inheritdoc IOptionPool
    function queue() external view override returns (PoolQueue memory) {
        return _queue;
    }

    /// @inheritdoc IOptionPool
    function depositAccountOf(address controller) external view override returns (address) {
        return _depositOrders[controller].account;
    }

    /// @inheritdoc IOptionPool
    function claimAccount() public view override returns (address) {
        return address(uint160(address(this)) ^ 1);
    }

    /// @inheritdoc ICoverPool
    function balanceAtRecord(address holder, uint256 epoch) external view override returns (uint256) {
        uint256 kept = uint256(_bookedOrder(holder, epoch).pending) + _depositOrders[holder].shares;
        return _balanceAt(holder, epoch) + _keptAt(holder, epoch, kept);
    }

    /// @inheritdoc ICoverPool
    function supplyAtRecord(uint256 epoch) external view override returns (uint256) {
        return _supplyAt(epoch, _collectedSupply());
    }

    /* SETTLEMENT */

    /// @dev Without open interest the pool is worth what it holds, at any price and time.
    function _settleIdle() internal {
        uint256 holdings = _holdings();
        _settle(holdings, holdings, true);
    }

    /// @dev Settles what waits, at one value of the pool each way. Constant cost.
    /// @param low What the pool is worth to those who leave, token units.
    /// @param high What it is worth to those who come, token units.
    /// @param priced False if deposits wait, because the prices are too uncertain.
    function _settle(uint256 low, uint256 high, bool priced) internal {
        PoolQueue memory q = _queue;
        uint256 supply = totalSupply();
        uint24 recordEpoch = _recordEpoch();
        uint256 queuedShares = q.queuedShares;
        (uint256 filled, uint256 paid) = EpochQueue.fill(queuedShares, supply, low, freeCash());
        (uint256 assets, uint256 issued) = priced ? _buyAll(q.queuedAssets, supply, high) : (0, 0);

        // Shares of deposits that are not collected count from when they are: until then the tokens are the depositors'.
        _touchSupply(recordEpoch, _collectedSupply());
        if (queuedShares != 0) {
            _fills[q.epoch] = EpochFill(uint128(queuedShares), uint128(filled), paid.toUint128(), recordEpoch);
            q.queuedShares -= uint128(filled);
        }
        if (assets != 0) {
            _prices[q.batch++] = BatchPrice((supply + 1).toUint128(), (high + 1).toUint128());
            q.queuedAssets = 0;
            q.boughtAssets += uint128(assets);
            q.boughtShares += uint128(issued);
        }
        emit EpochSettled(q.epoch++, queuedShares, filled, paid, assets, issued);
        (q.settledAt, q.waitingSince) = (uint40(block.timestamp), uint40(block.timestamp));
        _queue = q;

        if (filled != 0) _burn(address(this), filled);
        if (issued != 0) _mint(address(this), issued);
        if (paid != 0) VAULT.transfer(assetId, address(this), claimAccount(), paid);
    }

    /// @dev What the queued deposits buy: nothing, and they wait, if the shares are worth so little that they would not
    /// fit into the books.
    function _buyAll(uint256 queuedAssets, uint256 supply, uint256 value)
        private
        pure
        returns (uint256 assets, uint256 shares)
    {
        shares = queuedAssets.fullMulDiv(supply + 1, value + 1);
        return supply + shares < type(uint128).max ? (queuedAssets, shares) : (0, 0);
    }

    /* ORDERS */

    function _enqueueDeposit(uint256 assets, address controller, address account) private returns (uint256) {
        _collect(controller);
        DepositOrder storage order = _depositOrders[controller];
        require(order.pending == 0 || order.account == account, RequestFromAnotherAccount(controller, order.account));

        PoolQueue memory q = _queue;
        order.pending = (order.pending + assets).toUint128();
        (order.batch, order.requestEpoch, order.requestedAt) = (q.batch, q.epoch, uint40(block.timestamp));
        order.account = account;
        _queue.queuedAssets = (q.queuedAssets + assets).toUint128();

        emit DepositRequest(controller, account, 0, _caller(), assets);

        VAULT.lock(assetId, account, assets);
        if (_reserve() == 0) {
            _settleIdle();
            _collect(controller);
        }
        return 0;
    }

    /// @dev Brings the tokens of a settled deposit into the pool. The pool keeps the shares until they are claimed.
    function _collect(address controller) private {
        _book(controller);
        DepositOrder storage order = _depositOrders[controller];
        if (!_isBought(order)) return;

        uint128 assets = order.pending;
        uint128 shares = uint128(_prices[order.batch].buy(assets));
        _touchSupply(_recordEpoch(), _collectedSupply());
        order.pending = 0;
        order.bought += assets;
        order.shares += shares;
        _queue.boughtAssets -= assets;
        _queue.boughtShares -= shares;

        emit DepositCollected(controller, order.account, assets, shares);

        VAULT.takeLocked(assetId, order.account, assets);
    }

    function _deliver(DepositOrder storage order, address controller, address receiver, uint256 assets, uint256 shares)
        private
    {
        order.bought -= uint128(assets);
        order.shares -= uint128(shares);

        emit Deposit(controller, receiver, assets, shares);

        _transfer(address(this), receiver, shares);
    }

    function _payOut(RedeemOrder storage order, address controller, address receiver, uint256 assets, uint256 shares)
        private
    {
        order.filled -= uint128(shares);
        order.paid -= uint128(assets);

        emit Withdraw(_caller(), receiver, controller, assets, shares);

        if (assets != 0) VAULT.withdraw(assetId, claimAccount(), receiver, assets);
    }

    /// @dev A controller's redemptions with all settled epochs booked, and his record complete.
    function _book(address controller) private returns (RedeemOrder storage order) {
        order = _bookSome(controller, type(uint256).max);
        _touchKept(controller, _recordEpoch(), uint256(order.pending) + _depositOrders[controller].shares);
    }

    /// @dev Each epoch is a touch of the record at its own time.
    function _bookSome(address controller, uint256 maxEpochs) private returns (RedeemOrder storage order) {
        order = _redeemOrders[controller];
        RedeemOrder memory booked = order;
        uint256 end = _queue.epoch;
        uint256 bought = _depositOrders[controller].shares;

        for (uint256 i = 0; i < maxEpochs && booked.epoch < end && booked.pending != 0; ++i) {
            EpochFill memory epochFill = _fills[booked.epoch];
            _touchKept(controller, epochFill.recordEpoch, booked.pending + bought);
            booked.book(epochFill);
        }
        if (booked.pending == 0) booked.epoch = uint32(end);

        (order.pending, order.filled, order.paid) = (booked.pending, booked.filled, booked.paid);
        order.epoch = booked.epoch;
    }

    function _bookedOrder(address controller, uint256 recordEpoch) private view returns (RedeemOrder memory order) {
        order = _redeemOrders[controller];
        order.bookAll(_fills, _queue.epoch, recordEpoch);
    }

    /// @dev Whether what was to be deposited has been settled.
    function _isBought(DepositOrder storage order) private view returns (bool) {
        return order.pending != 0 && order.batch < _queue.batch;
    }

    function _holdings() internal view override returns (uint256) {
        return cash() + _queue.boughtAssets;
    }

    function _collectedSupply() private view returns (uint256) {
        return totalSupply() - _queue.boughtShares;
    }

    function _requireOperator(address account) private view {
        address caller = _caller();
        require(_isOperator(account, caller), NotPoolOperator(account, caller));
    }

    function _isOperator(address account, address caller) private view returns (bool) {
        return account == caller || isOperator[account][caller];
    }
}
