// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { IPerpetualOptions, Market, SeriesTerms } from "../../interfaces/IPerpetualOptions.sol";
import { IPriceOracle, Interval } from "../../interfaces/IPriceOracle.sol";
import { EverlastingPricing } from "../libraries/EverlastingPricing.sol";
import { IntervalMath } from "../libraries/IntervalMath.sol";
import { OptionQuotes, OptionShape } from "../libraries/OptionQuotes.sol";
import { TokenUnits } from "../libraries/TokenUnits.sol";
import { OptionRegistry } from "./OptionRegistry.sol";

/// @title PerpetualOptions
/// @notice Buying, closing and settling perpetual options that pools have covered in full.
contract PerpetualOptions is OptionRegistry, ReentrancyGuardTransient {
    using FixedPointMathLib for uint256;
    using IntervalMath for Interval;
    using OptionQuotes for OptionShape;
    using SafeCast for uint256;

    struct Position {
        uint96 size; // WAD
        uint160 fundingIndex; // the series' index that it has paid up to, 36 decimals
        //
        uint256 carried; // funding that is a claim on the payout, token units
    }

    /// @dev What every action on a series works with, loaded once.
    struct Context {
        uint32 seriesId;
        address pool;
        uint256 unit; // one whole settlement token in token units
        uint256 fairValue; // at the mid of the index and sigma0, WAD
        uint256 timeValue; // the part of it above the payoff, WAD
        Market market;
        OptionShape option;
        Interval index;
    }

    /// @dev From the 27 decimals of a funding rate to the 36 of a funding index.
    uint256 private constant RATE_TO_INDEX = 1e9;

    /// @notice The most of its cash that a pool locks for new trades.
    uint256 public constant MAX_RESERVE_BPS = 9000;

    /// @notice The most of its cash that a pool of a stock token locks for calls.
    uint256 public constant MAX_CALL_RESERVE_BPS = 6000;

    /// @notice The least of its cash that a pool locks for a series in its first trade.
    uint256 public constant MIN_SERIES_RESERVE_BPS = 50;

    /// @notice What the caller of `settle` gets of the funding that he collects.
    uint256 public constant SETTLER_REWARD_BPS = 100;

    /// @notice The pool's part of a trading fee.
    uint256 public constant POOL_FEE_BPS = 5000;

    /// @notice The insurance's part of the fees that are not the pool's; the rest is the treasury's.
    uint256 public constant INSURANCE_FEE_BPS = 6000;

    /// @notice The account of the ledger that insures lenders.
    address public immutable INSURANCE;

    /// @notice The account of the ledger that pays for the protocol's upkeep.
    address public immutable TREASURY;

    /* STORAGE */

    mapping(address account => mapping(uint32 seriesId => Position)) private _positions;
    mapping(address pool => uint256 tokenUnits) public override uncollectedOf;

    constructor(address manager, IPriceOracle oracle, ICollateralVault vault, address insurance, address treasury)
        OptionRegistry(manager, oracle, vault)
    {
        INSURANCE = insurance;
        TREASURY = treasury;
    }

    modifier beforeDeadline(uint256 deadline) {
        require(block.timestamp <= deadline, DeadlinePassed(deadline));
        _;
    }

    /* TRADING */

    /// @inheritdoc IPerpetualOptions
    function open(SeriesTerms calldata terms, address account, uint256 size, uint256 maxPremium, uint256 deadline)
        external
        override
        nonReentrant
        beforeDeadline(deadline)
        returns (uint32 seriesId, uint256 cost)
    {
        _requireOwner(account);
        (Context memory context, uint256 cash) = _contextForOpen(terms);
        seriesId = _idFor(terms);
        context.seriesId = seriesId;
        Series storage series = _series[seriesId];
        Position storage position = _positions[account][seriesId];

        _accrue(series, context);
        _collect(series, position, context, account, address(0), true);
        if (series.place == 0) _enlist(seriesId, terms, context.index.mid);

        Quote memory quote = _quoteOpen(context, series.size, size, cash);
        cost = quote.net;
        require(cost <= maxPremium, PremiumAboveMaximum(cost, maxPremium));

        position.size = (position.size + size).toUint96();
        position.fundingIndex = series.fundingIndex;
        _resize(series, context, series.size + size);

        emit Opened(account, seriesId, size, quote.price, quote.gross, quote.fee);

        _pay(context.market.settlementId, account, context.pool, quote.gross, quote.fee);
    }

    /// @inheritdoc IPerpetualOptions
    function close(address account, uint32 seriesId, uint256 size, uint256 minPayout, uint256 deadline)
        external
        override
        nonReentrant
        beforeDeadline(deadline)
        returns (uint256 payout)
    {
        _requireOwner(account);
        Series storage series = _requireSeries(seriesId);
        Position storage position = _requirePosition(account, seriesId);
        Context memory context = _context(seriesId, series);

        _accrue(series, context);
        _collect(series, position, context, account, address(0), false);

        Quote memory quote = _quoteClose(context, position.size, size, position.carried);
        payout = quote.net;
        require(payout >= minPayout, PayoutBelowMinimum(payout, minPayout));

        _reduce(series, position, context, account, size, quote.funding);

        emit Closed(account, seriesId, size, quote.price, payout, quote.fee);
        if (quote.funding != 0) emit FundingCollected(account, seriesId, quote.funding, 0);

        VAULT.move(context.market.settlementId, context.pool, account, payout);
        VAULT.move(context.market.settlementId, context.pool, address(this), _protocolFee(quote.fee));
    }

    /// @inheritdoc IPerpetualOptions
    function settle(address account, uint32 seriesId) external override nonReentrant returns (uint256 collected) {
        Series storage series = _requireSeries(seriesId);
        Position storage position = _requirePosition(account, seriesId);
        Context memory context = _context(seriesId, series);

        _accrue(series, context);
        collected = _collect(series, position, context, account, msg.sender, true);
    }

    /// @inheritdoc IPerpetualOptions
    function distributeFees(uint16 assetId) external override nonReentrant {
        uint256 fees = VAULT.balanceOf(address(this), assetId);
        uint256 toInsurance = fees.mulDiv(INSURANCE_FEE_BPS, BPS);
        uint256 toTreasury = fees - toInsurance;

        emit FeesDistributed(assetId, toInsurance, toTreasury);

        VAULT.move(assetId, address(this), INSURANCE, toInsurance);
        VAULT.move(assetId, address(this), TREASURY, toTreasury);
    }

    /* VIEWS */

    /// @inheritdoc IPerpetualOptions
    function optionValue(
        uint256 index,
        uint256 strike,
        bool isCall,
        uint256 width,
        uint256 sigma,
        uint256 periodSeconds
    ) external pure override returns (uint256) {
        return EverlastingPricing.value(index, strike, isCall, width, sigma, periodSeconds);
    }

    /// @inheritdoc IPerpetualOptions
    function quoteOpen(SeriesTerms calldata terms, uint256 size) external view override returns (Quote memory) {
        (Context memory context, uint256 cash) = _contextForOpen(terms);
        Series storage series = _series[seriesIdOf(terms)];
        if (series.place == 0) _requireNewSeries(terms, context.index.mid);

        return _quoteOpen(context, series.size, size, cash);
    }

    /// @inheritdoc IPerpetualOptions
    function quoteClose(address account, uint32 seriesId, uint256 size) external view override returns (Quote memory) {
        Series storage series = _requireSeries(seriesId);
        Position storage position = _requirePosition(account, seriesId);
        Context memory context = _context(seriesId, series);
        uint256 owed = _owed(series, position, context);
        uint256 balance = VAULT.balanceOf(account, context.market.settlementId);

        return _quoteClose(context, position.size, size, owed - owed.min(balance));
    }

    /// @inheritdoc IPerpetualOptions
    function positionOf(address account, uint32 seriesId)
        external
        view
        override
        returns (uint256 size, uint256 fundingIndex, uint256 carried)
    {
        Position storage position = _positions[account][seriesId];
        return (position.size, position.fundingIndex, position.carried);
    }

    /// @inheritdoc IPerpetualOptions
    function fundingOwed(address account, uint32 seriesId) external view override returns (uint256) {
        Series storage series = _requireSeries(seriesId);
        return _owed(series, _positions[account][seriesId], _context(seriesId, series));
    }

    /// @inheritdoc IPerpetualOptions
    function liabilityOf(address pool, bool high) external view override returns (uint256 liability) {
        uint32[] memory live = liveSeriesOf(pool);
        for (uint256 i = 0; i < live.length; ++i) {
            Series storage series = _series[live[i]];
            Context memory context = _context(live[i], series);
            uint256 edge = high == context.option.isCall ? context.index.hi : context.index.lo;
            uint256 fairValue = context.option.value(edge, context.market.sigma);

            liability += high
                ? TokenUnits.amountUp(fairValue, series.size, context.unit)
                : TokenUnits.amountDown(fairValue, series.size, context.unit);
        }
    }

    /* FUNDING */

    /// @dev Elapsed time is charged at the stored rate; only then is the rate set to today's.
    function _accrue(Series storage series, Context memory context) private {
        uint160 fundingIndex = _currentFundingIndex(series);
        uint96 fundingRate = context.option.fundingRate(context.market, context.timeValue);

        series.fundingIndex = fundingIndex;
        series.fundingRate = fundingRate;
        series.updatedAt = uint40(block.timestamp);

        emit FundingRateUpdated(context.seriesId, fundingIndex, fundingRate);
    }

    /// @dev A series without a position accrues nothing.
    function _currentFundingIndex(Series storage series) private view returns (uint160) {
        if (series.size == 0) return series.fundingIndex;

        uint256 elapsed = block.timestamp - series.updatedAt;
        // At the largest rate that a series stores, 160 bits last for more than 500 years.
        return uint160(series.fundingIndex + series.fundingRate * RATE_TO_INDEX * elapsed);
    }

    function _owed(Series storage series, Position storage position, Context memory context)
        private
        view
        returns (uint256)
    {
        uint256 advance = _currentFundingIndex(series) - position.fundingIndex;
        return position.carried + TokenUnits.fundingUp(position.size, advance, context.unit);
    }

    /// @dev Moves the funding due from the account's balance to the pool, less the reward of whoever collects it. What
    /// the balance does not cover is paid by shrinking, or carried where the interval is wide or the position closes.
    function _collect(
        Series storage series,
        Position storage position,
        Context memory context,
        address account,
        address collector,
        bool mayShrink
    ) private returns (uint256 collected) {
        if (position.size == 0) return 0;
        uint16 assetId = context.market.settlementId;

        uint256 owed = _owed(series, position, context);
        collected = owed.min(VAULT.balanceOf(account, assetId));
        uint256 shortfall = owed - collected;
        uint256 reward = collector == address(0) ? 0 : collected.mulDiv(SETTLER_REWARD_BPS, BPS);

        position.fundingIndex = series.fundingIndex;
        if (shortfall != 0 && mayShrink && context.index.isTight()) {
            _shrink(series, position, context, account, shortfall);
        } else {
            position.carried = shortfall;
            if (shortfall != 0) emit FundingCarried(account, context.seriesId, shortfall);
        }

        if (collected == 0) return 0;
        emit FundingCollected(account, context.seriesId, collected, reward);

        VAULT.move(assetId, account, context.pool, collected - reward);
        VAULT.move(assetId, account, collector, reward);
    }

    /// @dev The position gives up as much of itself as is worth the shortfall, at its value, rounded up.
    function _shrink(
        Series storage series,
        Position storage position,
        Context memory context,
        address account,
        uint256 shortfall
    ) private {
        uint256 size = position.size;
        uint256 worth = TokenUnits.amountDown(context.fairValue, size, context.unit);
        uint256 paid = shortfall.min(worth);
        uint256 cut = paid < worth ? TokenUnits.sizeUp(paid, context.fairValue, context.unit).min(size) : size;

        position.carried = shortfall;
        _reduce(series, position, context, account, cut, paid);

        emit Shrunk(account, context.seriesId, cut, shortfall);
    }

    /* POSITIONS */

    /// @dev Takes `size` off the position and `paid` off its carried funding. What an ended position still owes is
    /// recorded as uncollected, never booked.
    function _reduce(
        Series storage series,
        Position storage position,
        Context memory context,
        address account,
        uint256 size,
        uint256 paid
    ) private {
        uint256 left = position.size - size;
        uint256 carried = position.carried - paid;
        if (left == 0 && carried != 0) {
            uncollectedOf[context.pool] += carried;
            emit FundingUncollected(account, context.seriesId, carried);
            carried = 0;
        }

        position.size = uint96(left);
        position.carried = carried;
        _resize(series, context, series.size - size);
        if (series.size == 0) _retire(context.seriesId, series);
    }

    /// @dev Sets the size of a series, and its pool's reserve with it.
    function _resize(Series storage series, Context memory context, uint256 size) private {
        Pool storage pool = _pools[context.pool];
        (uint256 reserve, uint256 callReserve) = _reserveAfter(context, series.size, size);

        series.size = size.toUint96();
        pool.reserve = reserve.toUint112();
        pool.callReserve = callReserve.toUint112();
    }

    /// @dev The pool's reserves after a series has gone from one size to another. What a series locks is rounded up.
    function _reserveAfter(Context memory context, uint256 sizeBefore, uint256 sizeAfter)
        private
        view
        returns (uint256 reserve, uint256 callReserve)
    {
        Pool storage pool = _pools[context.pool];
        uint256 lockedBefore = _locked(context, sizeBefore);
        uint256 lockedAfter = _locked(context, sizeAfter);

        reserve = pool.reserve + lockedAfter - lockedBefore;
        callReserve = pool.callReserve;
        if (context.option.isCall) callReserve = callReserve + lockedAfter - lockedBefore;
    }

    function _locked(Context memory context, uint256 size) private pure returns (uint256) {
        return TokenUnits.amountUp(context.option.maxPayoff, size, context.unit);
    }

    /* QUOTES */

    function _quoteOpen(Context memory context, uint256 seriesSize, uint256 size, uint256 cash)
        private
        view
        returns (Quote memory quote)
    {
        require(size != 0 && size <= type(uint96).max, InvalidSize(size, type(uint96).max));
        uint256 utilisation = _requireCover(context, seriesSize, size, cash);

        uint256 feePerUnit;
        (quote.price, feePerUnit) = context.option.ask(context.market, context.index, utilisation);
        quote.gross = TokenUnits.amountUp(quote.price, size, context.unit);
        quote.fee = TokenUnits.amountUp(feePerUnit, size, context.unit);
        quote.net = quote.gross + quote.fee;

        uint256 minPremium = TokenUnits.fromWadUp(context.market.minPremium, context.unit);
        require(quote.gross >= minPremium, PremiumBelowMinimum(quote.gross, minPremium));
    }

    /// @dev The limits on what a pool locks. Returns the mean of reserve / cash before and after the trade, WAD.
    function _requireCover(Context memory context, uint256 seriesSize, uint256 size, uint256 cash)
        private
        view
        returns (uint256 utilisation)
    {
        Pool storage pool = _pools[context.pool];
        (uint256 reserve, uint256 callReserve) = _reserveAfter(context, seriesSize, seriesSize + size);

        uint256 limit = cash.mulDiv(MAX_RESERVE_BPS, BPS);
        require(reserve <= limit, ReserveExceeded(reserve, limit));
        uint256 callLimit = cash.mulDiv(MAX_CALL_RESERVE_BPS, BPS);
        require(
            !context.option.isCall || !pool.isStock || callReserve <= callLimit,
            CallReserveExceeded(callReserve, callLimit)
        );
        if (seriesSize == 0) {
            uint256 minimum = cash.mulDivUp(MIN_SERIES_RESERVE_BPS, BPS);
            uint256 locked = _locked(context, size);
            require(locked >= minimum, SeriesReserveBelowMinimum(locked, minimum));
        }

        utilisation = (uint256(pool.reserve) + reserve).divWadUp(2 * cash);
    }

    /// @dev A close pays, in this order, the funding carried, the fee and the account.
    function _quoteClose(Context memory context, uint256 positionSize, uint256 size, uint256 carried)
        private
        pure
        returns (Quote memory quote)
    {
        require(size != 0, InvalidSize(size, positionSize));
        require(size <= positionSize, CloseExceedsPosition(size, positionSize));

        uint256 feePerUnit;
        (quote.price, feePerUnit) = context.option.bid(context.market, context.index);
        quote.gross = TokenUnits.amountDown(quote.price, size, context.unit);
        quote.funding = carried.min(quote.gross);
        quote.fee = TokenUnits.amountUp(feePerUnit, size, context.unit).min(quote.gross - quote.funding);
        quote.net = quote.gross - quote.funding - quote.fee;
    }

    function _protocolFee(uint256 fee) private pure returns (uint256) {
        return fee - fee.mulDivUp(POOL_FEE_BPS, BPS);
    }

    /// @dev The account pays the pool the premium and its part of the fee, and the protocol the rest.
    function _pay(uint16 assetId, address account, address pool, uint256 premium, uint256 fee) private {
        uint256 protocolFee = _protocolFee(fee);

        VAULT.move(assetId, account, pool, premium + fee - protocolFee);
        VAULT.move(assetId, account, address(this), protocolFee);
    }

    /* LOADING */

    function _contextForOpen(SeriesTerms calldata terms) private view returns (Context memory context, uint256 cash) {
        Pool storage pool = _requirePool(terms.pool);
        context.market = _requireMarket(terms.marketId);
        require(
            pool.assetId == context.market.settlementId, SettlementMismatch(pool.assetId, context.market.settlementId)
        );
        _requireWidth(terms.widthBps);

        context.index = ORACLE.freshIndexOf(context.market.baseId, context.market.settlementId);
        context.pool = terms.pool;
        context.unit = 10 ** pool.decimals;
        context.option = _shape(terms.strike, terms.widthBps, terms.isCall, context.market.period);
        (context.fairValue, context.timeValue) =
            context.option.valueAndTimeValue(context.index.mid, context.market.sigma);
        cash = VAULT.balanceOf(terms.pool, context.market.settlementId);
    }

    function _context(uint32 seriesId, Series storage series) private view returns (Context memory context) {
        context.seriesId = seriesId;
        context.pool = series.pool;
        context.market = _requireMarket(series.marketId);
        context.index = ORACLE.indexOf(context.market.baseId, context.market.settlementId);
        context.unit = 10 ** _pools[context.pool].decimals;
        context.option = _shape(series.strike, series.widthBps, series.isCall, context.market.period);
        (context.fairValue, context.timeValue) =
            context.option.valueAndTimeValue(context.index.mid, context.market.sigma);
    }

    function _requireOwner(address account) private view {
        require(VAULT.isAuthorised(account, msg.sender), ICollateralVault.NotAuthorised(account, msg.sender));
    }

    function _requirePosition(address account, uint32 seriesId) private view returns (Position storage position) {
        position = _positions[account][seriesId];
        require(position.size != 0, NoPosition(account, seriesId));
    }
}
