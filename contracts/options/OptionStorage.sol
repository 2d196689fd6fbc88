// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { IOptionEvents } from "../../interfaces/IOptionEvents.sol";
import { Market } from "../../interfaces/IOptionTypes.sol";
import { IPriceOracle } from "../../interfaces/IPriceOracle.sol";
import { SeriesIds } from "../libraries/SeriesIds.sol";
import { VolatilityState } from "../libraries/Volatility.sol";

/// @title OptionStorage
/// @notice All that `PerpetualOptions` keeps. `OptionMarkets` is run in its place, so that both have this and nothing else.
abstract contract OptionStorage is IOptionEvents, AccessManaged {
    struct Book {
        address pool;
        uint32 marketId;
        uint8 decimals; // of the settlement token
    }

    struct Pool {
        uint104 reserve; // token units, calls and puts
        uint104 callReserve; // token units
        uint16 limitBps; // of its cash that it locks
        uint8 decimals; // of its token
        uint8 liveCount; // series with a place
        bool isStock;
        bool isPublic; // anybody buys from it at the ask
        //
        uint16 assetId;
        uint40 limitRaisedAt; // Unix seconds
    }

    struct OpenInterest {
        uint104 locked; // token units, in all public pools
        uint104 limit; // token units
        uint48 raisedAt; // Unix seconds
    }

    struct Closing {
        uint136 index; // WAD, the last one; saturates beyond what any option's cap can be
        uint40 sigma; // 1e-9, yearly; 0 = options are worth their payoff
        uint40 closesAt; // Unix seconds
        uint40 fixedAt; // Unix seconds
    }

    struct Series {
        uint96 size; // WAD, the sum over its positions
        uint40 updatedAt; // Unix seconds
        uint8 place; // one more than its place in the pool's list of live series, 0 when it has none
        uint112 accrued; // token units: funding charged until then and not collected
        //
        uint160 fundingIndex; // settlement tokens per unit, 36 decimals
        uint96 fundingRate; // settlement tokens per unit and second, 27 decimals
    }

    /// @dev One slot. Funding due and not collected is the distance of the two indices, however old.
    struct Position {
        uint96 size; // WAD
        uint160 fundingIndex; // the series' index that it has paid up to, 36 decimals
    }

    uint256 internal constant BPS = 1e4;
    uint256 internal constant WAD_PER_BPS = 1e14;
    uint256 internal constant NANO = 1e9;

    /// @notice The most live series of a pool.
    uint256 public constant MAX_LIVE_SERIES = 64;

    /// @notice The most positions of an account.
    uint256 public constant MAX_POSITIONS = 16;

    IPriceOracle public immutable ORACLE;
    ICollateralVault public immutable VAULT;
    address private immutable _BATCH_CALLER; // of the ledger

    /* STORAGE */

    uint32 internal _marketCount;
    uint32 internal _bookCount;
    //
    mapping(uint32 marketId => Market) internal _markets;
    mapping(uint32 marketId => VolatilityState) internal _volatility;
    mapping(uint32 marketId => OpenInterest) internal _openInterest;
    mapping(uint32 marketId => Closing) internal _closings;
    mapping(address pool => Pool) internal _pools;
    mapping(address pool => mapping(uint256 word => uint256 seriesIds)) internal _liveSeries;
    mapping(address pool => mapping(uint32 marketId => uint256 bookId)) internal _bookIds;
    mapping(uint256 bookId => Book) internal _books;
    mapping(uint32 seriesId => Series) internal _series;
    mapping(address account => mapping(uint32 seriesId => Position)) internal _positions;
    mapping(address account => mapping(uint256 word => uint256 seriesIds)) internal _lists;
    mapping(address from => mapping(address to => mapping(uint32 seriesId => uint256 size))) internal _offers;
    mapping(address pool => uint256 tokenUnits) internal _uncollected;
    mapping(address integrator => mapping(uint16 assetId => uint256 tokenUnits)) internal _integratorFees;
    mapping(uint16 assetId => uint256 tokenUnits) internal _allIntegratorFees;

    constructor(address manager, IPriceOracle oracle, ICollateralVault vault) AccessManaged(manager) {
        ORACLE = oracle;
        VAULT = vault;
        _BATCH_CALLER = vault.batchCaller();
    }

    /// @dev Who acts: within a batch of the ledger, whoever sent it.
    function _actor() internal view returns (address) {
        return msg.sender == _BATCH_CALLER ? VAULT.actor() : msg.sender;
    }

    /* ACCESS */

    // A struct is copied in one place each: every copy is code.

    function _seriesAt(uint32 seriesId) internal view returns (Series memory) {
        return _series[seriesId];
    }

    function _save(uint32 seriesId, Series memory series) internal {
        _series[seriesId] = series;
    }

    function _positionAt(address account, uint32 seriesId) internal view returns (Position memory) {
        return _positions[account][seriesId];
    }

    function _bookAt(uint32 seriesId) internal view returns (Book memory) {
        return _books[SeriesIds.bookOf(seriesId)];
    }
}
