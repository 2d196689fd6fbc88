// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Proxy } from "@openzeppelin/contracts/proxy/Proxy.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { IOptionMarkets } from "../../interfaces/IOptionMarkets.sol";
import { Market, MarketStatus, OptionContext, SeriesTerms } from "../../interfaces/IOptionTypes.sol";
import { IOracleListing } from "../../interfaces/IOracleListing.sol";
import { Interval } from "../../interfaces/IPriceOracle.sol";
import { IntervalMath } from "../libraries/IntervalMath.sol";
import { OptionTrades } from "../libraries/OptionTrades.sol";
import { SeriesIds } from "../libraries/SeriesIds.sol";
import { Volatility, VolatilityState } from "../libraries/Volatility.sol";
import { OptionBooks } from "./OptionBooks.sol";
import { OptionStorage } from "./OptionStorage.sol";
import { OptionTransfers } from "./OptionTransfers.sol";

/// @title OptionMarkets
/// @notice The life of markets and pools, and where fees go: the part of `PerpetualOptions` that it carries out by the code
/// of this contract.
/// @dev Called by itself it has no market, no pool and nobody who may add one.
contract OptionMarkets is IOptionMarkets, OptionBooks, ReentrancyGuardTransient, Proxy {
    using FixedPointMathLib for uint256;
    using IntervalMath for Interval;
    using SafeCast for uint256;
    using Volatility for VolatilityState;

    /// @notice The most decimals of a settlement token: a reserve counter holds 2e13 whole tokens of them.
    uint8 public constant MAX_SETTLEMENT_DECIMALS = 18;

    /// @notice How long before its end a market's closing is announced.
    uint256 public constant CLOSING_NOTICE_SECONDS = 7 days;

    /// @notice How long after that the last price waits for a tight interval.
    uint256 public constant CLOSING_PATIENCE_SECONDS = 5 days;

    /// @notice How many books are kept for public pools, of which each market has one: private ones can be had by anybody.
    uint256 public constant PUBLIC_BOOKS = 2 ** 16;

    uint256 private constant LIMIT_RAISE_BPS = 2000; // a day
    uint256 private constant POOL_LIMIT_RESTART_BPS = 100; // to which any pool's limit may be raised

    uint16 private constant MAX_SPREAD_BPS = 1000;
    uint16 private constant MAX_FEE_BPS = 100;
    uint16 private constant MAX_RENT_BPS = 5000;
    uint16 private constant MAX_UTILISATION_SLOPE_BPS = 3e4;
    uint16 private constant MAX_PREMIUM_BPS = 2e4;
    uint16 private constant MIN_SIGMA_BPS = 500;
    uint16 private constant MAX_SIGMA_BPS = 25_000;
    uint16 private constant MIN_HALF_LIFE_HOURS = 24;
    uint16 private constant MAX_HALF_LIFE_HOURS = 720;

    /// @notice The insurance's part of the fees that are not the pool's; the rest is the treasury's.
    uint256 public constant INSURANCE_FEE_BPS = 6000;

    /// @notice The account of the ledger that insures lenders.
    address public immutable INSURANCE;

    /// @notice The account of the ledger that pays for the protocol's upkeep.
    address public immutable TREASURY;

    /// @notice The contract whose code moves positions.
    address public immutable TRANSFERS;

    constructor(OptionTransfers transfers, address insurance, address treasury)
        OptionStorage(address(0), transfers.ORACLE(), transfers.VAULT())
    {
        TRANSFERS = address(transfers);
        INSURANCE = insurance;
        TREASURY = treasury;
    }

    /* MARKETS */

    /// @inheritdoc IOptionMarkets
    function createMarket(Market calldata market, uint256 sigma, uint256 limit)
        external
        override
        restricted
        returns (uint32 marketId)
    {
        require(market.baseId != market.settlementId, SameLegs(market.baseId));
        require(
            market.period == 1 days || market.period == 7 days || market.period == 30 days,
            UnsupportedPeriod(market.period)
        );
        VAULT.assetOf(market.settlementId); // reverts when it is not a token of the ledger
        marketId = ++_marketCount;
        _setMarket(marketId, market);
        _requireBounds("sigma", sigma, market.floorBps * WAD_PER_BPS, market.capBps * WAD_PER_BPS);

        uint256 index = ORACLE.indexOf(market.baseId, market.settlementId).mid;
        _volatility[marketId] = Volatility.start(index, sigma, block.timestamp, _volatilityTerms(market));

        emit MarketCreated(marketId, market, sigma);

        _setMarketLimit(marketId, limit);
    }

    /// @inheritdoc IOptionMarkets
    function setMarket(uint32 marketId, Market calldata market) external override restricted {
        Market storage old = _requireMarket(marketId);
        MarketStatus status = old.status;
        require(
            market.baseId == old.baseId && market.settlementId == old.settlementId && market.period == old.period,
            MarketIdentityChanged(marketId)
        );

        _setMarket(marketId, market);
        old.status = status;

        emit MarketChanged(marketId, market);
    }

    /// @inheritdoc IOptionMarkets
    function setMarketLimit(uint32 marketId, uint256 limit) external override restricted {
        _requireMarket(marketId);
        OpenInterest storage openInterest = _openInterest[marketId];
        if (limit > openInterest.limit) {
            uint256 most = uint256(openInterest.limit).mulDiv(BPS + LIMIT_RAISE_BPS, BPS);
            uint256 from = openInterest.raisedAt == 0 ? block.timestamp : openInterest.raisedAt + 1 days;
            require(limit <= most && block.timestamp >= from, LimitRaisedTooFast(limit, most, from));
            openInterest.raisedAt = uint48(block.timestamp);
        }

        _setMarketLimit(marketId, limit);
    }

    /// @inheritdoc IOptionMarkets
    function resetMarketLimit(uint32 marketId, uint256 limit) external override restricted {
        _requireMarket(marketId);

        _setMarketLimit(marketId, limit);
    }

    /// @inheritdoc IOptionMarkets
    function announceClosing(uint32 marketId) external override restricted {
        Market storage market = _requireMarket(marketId);
        require(market.status == MarketStatus.Open, MarketNotOpen(marketId));

        uint256 closesAt = block.timestamp + CLOSING_NOTICE_SECONDS;
        market.status = MarketStatus.Closing;
        _closings[marketId].closesAt = uint40(closesAt);

        emit ClosingAnnounced(marketId, closesAt);
    }

    /// @inheritdoc IOptionMarkets
    function fixFinalPrice(uint32 marketId) external override {
        Market memory market = _requireMarket(marketId);
        uint256 closesAt = _closings[marketId].closesAt;
        require(market.status != MarketStatus.Final, MarketIsFinal(marketId));
        require(closesAt != 0 && block.timestamp >= closesAt, NoticeRunning(marketId, closesAt));
        Interval memory index = ORACLE.indexOf(market.baseId, market.settlementId);
        uint256 wideFrom = closesAt + CLOSING_PATIENCE_SECONDS;
        require(index.isTight() || block.timestamp >= wideFrom, IndexNotTight(index.lo, index.hi, wideFrom));

        VolatilityState memory state = _volatility[marketId];
        state = state.sample(index.mid, block.timestamp, _volatilityTerms(market));
        _fix(marketId, index.mid, state.sigma);
    }

    /// @inheritdoc IOptionMarkets
    function cashOut(uint32 marketId, uint256 index) external override restricted {
        require(_requireMarket(marketId).status != MarketStatus.Final, MarketIsFinal(marketId));

        _fix(marketId, index, 0);
    }

    /// @inheritdoc IOptionMarkets
    function sampleVolatility(uint32 marketId) external override {
        _requireMarket(marketId);
        OptionContext memory context;
        _store(marketId, _loadMarket(context, marketId, Sigmas.None, Prices.Mid));
    }

    /* POOLS */

    /// @inheritdoc IOptionMarkets
    function registerPool(address pool, uint16 assetId, bool isPublic) external override restricted {
        Pool storage state = _pools[pool];
        require(state.assetId == 0, PoolAlreadyRegistered(pool));
        (, uint8 decimals) = VAULT.assetOf(assetId);
        require(decimals <= MAX_SETTLEMENT_DECIMALS, TooManyDecimals(assetId, decimals, MAX_SETTLEMENT_DECIMALS));
        bool isStock = IOracleListing(address(ORACLE)).observationOf(assetId).calendarId != 0;

        state.assetId = assetId;
        state.decimals = decimals;
        state.isStock = isStock;
        state.isPublic = isPublic;
        state.limitBps = uint16(OptionTrades.MAX_RESERVE_BPS);

        emit PoolRegistered(pool, assetId, isStock, isPublic);
    }

    /// @inheritdoc IOptionMarkets
    function setPoolLimit(address pool, uint16 limitBps) external override restricted {
        Pool storage state = _requirePool(pool);
        require(limitBps <= OptionTrades.MAX_RESERVE_BPS, PoolLimitTooHigh(limitBps, OptionTrades.MAX_RESERVE_BPS));
        uint256 present = state.limitBps;
        if (limitBps > present) {
            uint256 most = present.mulDiv(BPS + LIMIT_RAISE_BPS, BPS).max(POOL_LIMIT_RESTART_BPS);
            uint256 from = uint256(state.limitRaisedAt) + 1 days;
            require(limitBps <= most && block.timestamp >= from, LimitRaisedTooFast(limitBps, most, from));
            state.limitRaisedAt = uint40(block.timestamp);
        }

        state.limitBps = limitBps;

        emit PoolLimitSet(pool, limitBps);
    }

    /// @inheritdoc IOptionMarkets
    function registerBook(address pool, uint32 marketId) external override returns (uint256 bookId) {
        require(msg.sender == address(this), NotFirstTrade(msg.sender));
        _requireMatch(pool, marketId);
        bookId = ++_bookCount;
        uint256 most = SeriesIds.MAX_BOOK_ID;
        if (!_pools[pool].isPublic) most -= PUBLIC_BOOKS;
        require(bookId <= most, TooManyBooks(most));

        _bookIds[pool][marketId] = bookId;
        _books[bookId] = Book({ pool: pool, marketId: marketId, decimals: _pools[pool].decimals });

        emit BookRegistered(bookId, pool, marketId);
    }

    /* FEES */

    /// @inheritdoc IOptionMarkets
    function distributeFees(uint16 assetId) external override nonReentrant {
        uint256 fees = VAULT.balanceOf(address(this), assetId) - _allIntegratorFees[assetId];
        uint256 toInsurance = fees.mulDiv(INSURANCE_FEE_BPS, BPS);
        uint256 toTreasury = fees - toInsurance;

        emit FeesDistributed(assetId, toInsurance, toTreasury);

        VAULT.move(assetId, address(this), INSURANCE, toInsurance);
        VAULT.move(assetId, address(this), TREASURY, toTreasury);
    }

    /// @inheritdoc IOptionMarkets
    function claimIntegratorFees(uint16 assetId, address account)
        external
        override
        nonReentrant
        returns (uint256 amount)
    {
        require(VAULT.isAuthorised(account, msg.sender), ICollateralVault.NotAuthorised(account, msg.sender));
        address integrator = _actor();
        amount = _integratorFees[integrator][assetId];

        _integratorFees[integrator][assetId] = 0;
        _allIntegratorFees[assetId] -= amount;

        emit IntegratorFeesClaimed(integrator, assetId, account, amount);

        VAULT.move(assetId, address(this), account, amount);
    }

    /// @inheritdoc IOptionMarkets
    function integratorFeesOf(address integrator, uint16 assetId) external view override returns (uint256) {
        return _integratorFees[integrator][assetId];
    }

    /// @inheritdoc IOptionMarkets
    function uncollectedOf(address pool) external view override returns (uint256) {
        return _uncollected[pool];
    }

    /* VIEWS */

    /// @inheritdoc IOptionMarkets
    function marketCount() external view override returns (uint32) {
        return _marketCount;
    }

    /// @inheritdoc IOptionMarkets
    function marketOf(uint32 marketId) external view override returns (Market memory) {
        return _requireMarket(marketId);
    }

    /// @inheritdoc IOptionMarkets
    function openInterestOf(uint32 marketId) external view override returns (uint256 locked, uint256 limit) {
        return (_openInterest[marketId].locked, _openInterest[marketId].limit);
    }

    /// @inheritdoc IOptionMarkets
    function volatilityOf(uint32 marketId)
        external
        view
        override
        returns (uint256 index, uint256 variance, uint256 sigma, uint256 sampledAt)
    {
        VolatilityState memory state = _volatility[marketId];
        return (state.index, state.variance, state.sigma0Of(), state.sampledAt);
    }

    /// @inheritdoc IOptionMarkets
    function closingOf(uint32 marketId)
        external
        view
        override
        returns (uint256 closesAt, uint256 fixedAt, uint256 index, uint256 sigma)
    {
        Closing memory closing = _closings[marketId];
        return (closing.closesAt, closing.fixedAt, closing.index, closing.sigma * NANO);
    }

    /// @inheritdoc IOptionMarkets
    function assetOfPool(address pool) external view override returns (uint16) {
        return _requirePool(pool).assetId;
    }

    /// @inheritdoc IOptionMarkets
    function poolLimitOf(address pool) external view override returns (uint256) {
        return _pools[pool].limitBps;
    }

    /// @inheritdoc IOptionMarkets
    function reserveOf(address pool) external view override returns (uint256 reserve, uint256 callReserve) {
        return (_pools[pool].reserve, _pools[pool].callReserve);
    }

    /// @inheritdoc IOptionMarkets
    function liveSeriesOf(address pool) external view override returns (uint32[] memory) {
        return _liveSeriesOf(pool);
    }

    /// @inheritdoc IOptionMarkets
    function bookCount() external view override returns (uint256) {
        return _bookCount;
    }

    /// @inheritdoc IOptionMarkets
    function bookOf(uint256 bookId) external view override returns (address pool, uint32 marketId) {
        return (_books[bookId].pool, _books[bookId].marketId);
    }

    /// @inheritdoc IOptionMarkets
    function seriesIdOf(SeriesTerms memory terms) external view override returns (uint32) {
        uint256 bookId = _bookIds[terms.pool][terms.marketId];
        return bookId == 0 ? 0 : _pack(bookId, terms);
    }

    /* INTERNAL */

    /// @dev Who carries out what is not here.
    function _implementation() internal view override returns (address) {
        return TRANSFERS;
    }

    function _setMarketLimit(uint32 marketId, uint256 limit) private {
        _openInterest[marketId].limit = limit.toUint104();

        emit MarketLimitSet(marketId, limit);
    }

    function _setMarket(uint32 marketId, Market calldata market) private {
        _requireBounds("minPremium", market.minPremium, 1, type(uint64).max);
        _requireBounds("spreadBps", market.spreadBps, 0, MAX_SPREAD_BPS);
        _requireBounds("feeBps", market.feeBps, 0, MAX_FEE_BPS);
        _requireBounds("rentBps", market.rentBps, 0, MAX_RENT_BPS);
        _requireBounds("utilisationSlopeBps", market.utilisationSlopeBps, 0, MAX_UTILISATION_SLOPE_BPS);
        _requireBounds("premiumBps", market.premiumBps, BPS, MAX_PREMIUM_BPS);
        _requireBounds("floorBps", market.floorBps, MIN_SIGMA_BPS, MAX_SIGMA_BPS);
        _requireBounds("capBps", market.capBps, market.floorBps, MAX_SIGMA_BPS);
        _requireBounds("halfLifeHours", market.halfLifeHours, MIN_HALF_LIFE_HOURS, MAX_HALF_LIFE_HOURS);

        _markets[marketId] = market;
        _markets[marketId].status = MarketStatus.Open;
    }

    function _fix(uint32 marketId, uint256 index, uint40 sigma) private {
        Closing storage closing = _closings[marketId];
        closing.index = uint136(index.min(type(uint136).max));
        closing.sigma = sigma;
        closing.fixedAt = uint40(block.timestamp);
        _markets[marketId].status = MarketStatus.Final;

        emit MarketFinal(marketId, index, sigma * NANO);
    }

    function _requireBounds(bytes32 name, uint256 given, uint256 least, uint256 most) private pure {
        require(given >= least && given <= most, MarketParameterOutOfBounds(name, given, least, most));
    }
}
