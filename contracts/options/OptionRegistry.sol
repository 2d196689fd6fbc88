// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { IOracleListing } from "../../interfaces/IOracleListing.sol";
import { IPerpetualOptions, Market, SeriesTerms } from "../../interfaces/IPerpetualOptions.sol";
import { IPriceOracle } from "../../interfaces/IPriceOracle.sol";
import { EverlastingPricing } from "../libraries/EverlastingPricing.sol";
import { OptionShape } from "../libraries/OptionQuotes.sol";
import { StrikeGrid } from "../libraries/StrikeGrid.sol";

/// @title OptionRegistry
/// @notice The markets, pools and series of `PerpetualOptions`: what can be traded, and in which state it is.
abstract contract OptionRegistry is IPerpetualOptions, AccessManaged {
    struct Series {
        address pool;
        uint32 marketId;
        uint16 widthBps;
        uint8 place; // one more than the index in its pool's list of live series, 0 when it is not there
        bool isCall;
        //
        uint96 strike; // settlement tokens per unit of the base, WAD
        uint96 size; // WAD, the sum over its positions
        uint40 updatedAt; // Unix seconds
        //
        uint160 fundingIndex; // settlement tokens per unit, 36 decimals
        uint96 fundingRate; // settlement tokens per unit and second, 27 decimals
    }

    struct Pool {
        uint16 assetId;
        uint8 decimals;
        bool isStock;
        uint112 reserve; // token units, calls and puts
        uint112 callReserve; // token units
    }

    uint256 internal constant BPS = 1e4;
    uint256 private constant WAD_PER_BPS = 1e14;

    /// @notice The most live series of a pool.
    uint256 public constant MAX_LIVE_SERIES = 64;

    /// @notice The most decimals of a settlement token: a reserve counter holds 5e15 whole tokens of them.
    uint8 public constant MAX_SETTLEMENT_DECIMALS = 18;

    uint64 private constant MIN_SIGMA = 0.05e18;
    uint64 private constant MAX_SIGMA = 2.5e18;
    uint16 private constant MAX_SPREAD_BPS = 1000;
    uint16 private constant MAX_FEE_BPS = 100;
    uint16 private constant MAX_RENT_BPS = 5000;
    uint16 private constant MAX_UTILISATION_SLOPE_BPS = 3e4;

    IPriceOracle public immutable ORACLE;
    ICollateralVault public immutable VAULT;

    /* STORAGE */

    uint32 public marketCount;
    uint32 public seriesCount;
    //
    mapping(uint32 marketId => Market) private _markets;
    mapping(address pool => Pool) internal _pools;
    mapping(address pool => uint32[] seriesIds) private _liveSeries;
    mapping(uint32 seriesId => Series) internal _series;
    mapping(bytes32 termsHash => uint32 seriesId) private _seriesIds;

    constructor(address manager, IPriceOracle oracle, ICollateralVault vault) AccessManaged(manager) {
        ORACLE = oracle;
        VAULT = vault;
    }

    /* MARKETS AND POOLS */

    /// @inheritdoc IPerpetualOptions
    function createMarket(Market calldata market) external override restricted returns (uint32 marketId) {
        require(market.baseId != market.settlementId, SameLegs(market.baseId));
        require(
            market.period == 1 days || market.period == 7 days || market.period == 30 days,
            UnsupportedPeriod(market.period)
        );
        _requireBounds("sigma", market.sigma, MIN_SIGMA, MAX_SIGMA);
        _requireBounds("minPremium", market.minPremium, 1, type(uint64).max);
        _requireBounds("spreadBps", market.spreadBps, 0, MAX_SPREAD_BPS);
        _requireBounds("feeBps", market.feeBps, 0, MAX_FEE_BPS);
        _requireBounds("rentBps", market.rentBps, 0, MAX_RENT_BPS);
        _requireBounds("utilisationSlopeBps", market.utilisationSlopeBps, 0, MAX_UTILISATION_SLOPE_BPS);
        VAULT.assetOf(market.settlementId); // reverts when it is not a token of the ledger

        marketId = ++marketCount;
        _markets[marketId] = market;

        emit MarketCreated(marketId, market);
    }

    /// @inheritdoc IPerpetualOptions
    function setVolatility(uint32 marketId, uint64 sigma) external override restricted {
        Market storage market = _requireMarket(marketId);
        _requireBounds("sigma", sigma, MIN_SIGMA, MAX_SIGMA);

        market.sigma = sigma;

        emit VolatilitySet(marketId, sigma);
    }

    /// @inheritdoc IPerpetualOptions
    function registerPool(address pool, uint16 assetId) external override restricted {
        require(_pools[pool].assetId == 0, PoolAlreadyRegistered(pool));
        (, uint8 decimals) = VAULT.assetOf(assetId);
        require(decimals <= MAX_SETTLEMENT_DECIMALS, TooManyDecimals(assetId, decimals, MAX_SETTLEMENT_DECIMALS));
        bool isStock = IOracleListing(address(ORACLE)).observationOf(assetId).calendarId != 0;

        _pools[pool].assetId = assetId;
        _pools[pool].decimals = decimals;
        _pools[pool].isStock = isStock;

        emit PoolRegistered(pool, assetId, isStock);
    }

    /* VIEWS */

    /// @inheritdoc IPerpetualOptions
    function marketOf(uint32 marketId) external view override returns (Market memory) {
        return _requireMarket(marketId);
    }

    /// @inheritdoc IPerpetualOptions
    function assetOfPool(address pool) external view override returns (uint16) {
        return _requirePool(pool).assetId;
    }

    /// @inheritdoc IPerpetualOptions
    function reserveOf(address pool) external view override returns (uint256 reserve, uint256 callReserve) {
        return (_pools[pool].reserve, _pools[pool].callReserve);
    }

    /// @inheritdoc IPerpetualOptions
    function liveSeriesOf(address pool) public view override returns (uint32[] memory) {
        return _liveSeries[pool];
    }

    /// @inheritdoc IPerpetualOptions
    function seriesIdOf(SeriesTerms calldata terms) public view override returns (uint32) {
        return _seriesIds[keccak256(abi.encode(terms))];
    }

    /// @inheritdoc IPerpetualOptions
    function seriesOf(uint32 seriesId) external view override returns (SeriesState memory) {
        Series storage series = _requireSeries(seriesId);
        return SeriesState({
            terms: SeriesTerms({
                pool: series.pool,
                marketId: series.marketId,
                strike: series.strike,
                widthBps: series.widthBps,
                isCall: series.isCall
            }),
            size: series.size,
            fundingIndex: series.fundingIndex,
            fundingRate: series.fundingRate,
            updatedAt: series.updatedAt,
            live: series.place != 0
        });
    }

    /* INTERNAL */

    /// @dev The id of a series; terms that were never traded get one.
    function _idFor(SeriesTerms calldata terms) internal returns (uint32 seriesId) {
        seriesId = seriesIdOf(terms);
        if (seriesId != 0) return seriesId;

        seriesId = ++seriesCount;
        _seriesIds[keccak256(abi.encode(terms))] = seriesId;
        Series storage series = _series[seriesId];
        series.pool = terms.pool;
        series.marketId = terms.marketId;
        series.widthBps = terms.widthBps;
        series.isCall = terms.isCall;
        series.strike = terms.strike;

        emit SeriesCreated(seriesId, terms);
    }

    /// @dev Gives a series a place in its pool's list.
    function _enlist(uint32 seriesId, SeriesTerms calldata terms, uint256 indexMid) internal {
        _requireNewSeries(terms, indexMid);

        uint32[] storage live = _liveSeries[terms.pool];
        live.push(seriesId);
        _series[seriesId].place = uint8(live.length); // at most MAX_LIVE_SERIES
    }

    /// @dev An empty series frees its place for another.
    function _retire(uint32 seriesId, Series storage series) internal {
        uint32[] storage live = _liveSeries[series.pool];
        uint8 place = series.place;
        uint32 last = live[live.length - 1];

        live[place - 1] = last;
        live.pop();
        _series[last].place = place;
        series.place = 0; // after the line above, for `last` may be this series
    }

    /// @dev What must hold for a series to take a place in its pool.
    function _requireNewSeries(SeriesTerms calldata terms, uint256 indexMid) internal view {
        uint256 nearest = StrikeGrid.nearest(terms.strike);
        require(terms.strike == nearest, StrikeOffGrid(terms.strike, nearest));
        require(
            terms.strike >= indexMid / 2 && terms.strike <= indexMid * 2,
            StrikeOutOfRange(terms.strike, indexMid / 2, indexMid * 2)
        );
        require(_liveSeries[terms.pool].length < MAX_LIVE_SERIES, TooManySeries(terms.pool, MAX_LIVE_SERIES));
    }

    function _requireWidth(uint16 widthBps) internal pure {
        require(widthBps == 2500 || widthBps == 5000 || widthBps == 10_000, UnsupportedWidth(widthBps));
    }

    function _requireMarket(uint32 marketId) internal view returns (Market storage market) {
        market = _markets[marketId];
        require(market.period != 0, UnknownMarket(marketId));
    }

    function _requirePool(address pool) internal view returns (Pool storage state) {
        state = _pools[pool];
        require(state.assetId != 0, UnknownPool(pool));
    }

    function _requireSeries(uint32 seriesId) internal view returns (Series storage series) {
        series = _series[seriesId];
        require(series.pool != address(0), UnknownSeries(seriesId));
    }

    function _shape(uint256 strike, uint256 widthBps, bool isCall, uint256 period)
        internal
        pure
        returns (OptionShape memory)
    {
        uint256 width = widthBps * WAD_PER_BPS;
        return OptionShape({
            strike: strike,
            width: width,
            maxPayoff: EverlastingPricing.maxPayoff(strike, width),
            period: period,
            isCall: isCall
        });
    }

    function _requireBounds(bytes32 name, uint256 given, uint256 least, uint256 most) private pure {
        require(given >= least && given <= most, MarketParameterOutOfBounds(name, given, least, most));
    }
}
