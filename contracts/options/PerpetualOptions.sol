// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Proxy } from "@openzeppelin/contracts/proxy/Proxy.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { ILedgerModules } from "../../interfaces/ILedgerModules.sol";
import { IOptionMarkets } from "../../interfaces/IOptionMarkets.sol";
import { IOptionTrading } from "../../interfaces/IOptionTrading.sol";
import { Integrator, MarketStatus, OptionContext, Quote, SeriesTerms } from "../../interfaces/IOptionTypes.sol";
import { OptionTrades } from "../libraries/OptionTrades.sol";
import { PackedIds } from "../libraries/PackedIds.sol";
import { OptionPositions } from "./OptionPositions.sol";
import { OptionStorage } from "./OptionStorage.sol";
import { OptionValues } from "./OptionValues.sol";

/// @title PerpetualOptions
/// @notice Buying, closing, moving and settling perpetual options that pools have covered in full.
/// @dev Whatever is not here is done by the code of `OptionValues`, and by that of `OptionMarkets` behind it, on the
/// storage and in the name of this contract: together they would be too large for one. None can be changed or replaced.
contract PerpetualOptions is IOptionTrading, OptionPositions, ReentrancyGuardTransient, Proxy {
    using FixedPointMathLib for uint256;
    using OptionTrades for OptionContext;
    using PackedIds for mapping(uint256 => uint256);

    /// @notice The pool's part of a trading fee.
    uint256 public constant POOL_FEE_BPS = 5000;

    /// @notice The contract whose code answers and carries out what is not here.
    address public immutable VALUES;

    constructor(address manager, OptionValues values) OptionStorage(manager, values.ORACLE(), values.VAULT()) {
        VALUES = address(values);
    }

    modifier beforeDeadline(uint256 deadline) {
        require(block.timestamp <= deadline, DeadlinePassed(deadline));
        _;
    }

    /* TRADING */

    /// @inheritdoc IOptionTrading
    function open(SeriesTerms calldata terms, address account, uint256 size, uint256 maxPremium, uint256 deadline)
        external
        override
        nonReentrant
        beforeDeadline(deadline)
        onlyOwner(account)
        returns (uint32 seriesId, uint256 cost)
    {
        return _open(terms, account, size, maxPremium, Integrator(address(0), 0));
    }

    /// @inheritdoc IOptionTrading
    function open(
        SeriesTerms calldata terms,
        address account,
        uint256 size,
        uint256 maxPremium,
        uint256 deadline,
        Integrator calldata integrator
    )
        external
        override
        nonReentrant
        beforeDeadline(deadline)
        onlyOwner(account)
        returns (uint32 seriesId, uint256 cost)
    {
        return _open(terms, account, size, maxPremium, integrator);
    }

    /// @inheritdoc IOptionTrading
    function close(address account, uint32 seriesId, uint256 size, uint256 minPayout, uint256 deadline)
        external
        override
        nonReentrant
        beforeDeadline(deadline)
        onlyOwner(account)
        returns (uint256 payout)
    {
        return _close(account, seriesId, size, minPayout, Integrator(address(0), 0));
    }

    /// @inheritdoc IOptionTrading
    function close(
        address account,
        uint32 seriesId,
        uint256 size,
        uint256 minPayout,
        uint256 deadline,
        Integrator calldata integrator
    ) external override nonReentrant beforeDeadline(deadline) onlyOwner(account) returns (uint256 payout) {
        return _close(account, seriesId, size, minPayout, integrator);
    }

    /// @inheritdoc IOptionTrading
    function closeFinal(address account, uint32 seriesId) external override nonReentrant returns (uint256 payout) {
        uint32 marketId = _marketOfSeries(seriesId);
        require(_markets[marketId].status == MarketStatus.Final, MarketNotFinal(marketId));

        return _close(account, seriesId, _positions[account][seriesId].size, 0, Integrator(address(0), 0));
    }

    /// @inheritdoc IOptionTrading
    function liquidate(address account, uint32 seriesId, uint256 size)
        external
        override
        nonReentrant
        returns (uint256 payout)
    {
        require(VAULT.isModule(msg.sender) || msg.sender == address(VAULT), ILedgerModules.NotModule(msg.sender));

        size = size.min(_positions[account][seriesId].size);
        return _close(account, seriesId, size, 0, Integrator(address(0), 0));
    }

    /// @inheritdoc IOptionTrading
    function settle(address account, uint32 seriesId) external override nonReentrant returns (uint256 collected) {
        Position memory position = _requirePosition(account, seriesId);
        OptionContext memory context;
        _enter(context, seriesId, Sigmas.None);
        Series memory series = _seriesAt(seriesId);

        _accrue(series, context);
        collected = _collect(series, position, context, account, _actor(), true);

        _save(seriesId, series);
        _setPosition(account, seriesId, context.market.settlementId, position);
    }

    /* POSITIONS */

    /// @inheritdoc IOptionTrading
    function positionOf(address account, uint32 seriesId)
        external
        view
        override
        returns (uint256 size, uint256 fundingIndex)
    {
        Position memory position = _positionAt(account, seriesId);
        return (position.size, position.fundingIndex);
    }

    /// @inheritdoc IOptionTrading
    function positionsOf(address account) external view override returns (uint32[] memory) {
        return _lists[account].toArray(MAX_POSITIONS);
    }

    /* INTERNAL */

    /// @dev Who carries out what is not here.
    function _implementation() internal view override returns (address) {
        return VALUES;
    }

    function _open(
        SeriesTerms calldata terms,
        address account,
        uint256 size,
        uint256 maxPremium,
        Integrator memory integrator
    ) private returns (uint32 seriesId, uint256 cost) {
        seriesId = _pack(_bookFor(terms), terms);
        OptionContext memory context;
        _store(terms.marketId, _loadOpening(context, seriesId, terms));
        Series memory series = _seriesAt(seriesId);
        Position memory position = _positionAt(account, seriesId);

        _accrue(series, context);
        _collect(series, position, context, account, address(0), true);
        if (series.place == 0) _enlist(series, context, terms);

        Quote memory quote = context.quoteOpen(_coverOf(context, series.size), size, integrator.feeBps);
        cost = quote.net;
        require(cost <= maxPremium, PremiumAboveMaximum(cost, maxPremium));

        _add(position, size, series.fundingIndex);
        _resize(series, context, series.size + size);
        _save(seriesId, series);
        _setPosition(account, seriesId, context.market.settlementId, position);

        emit Opened(account, seriesId, size, quote.price, quote.gross, quote.fee);

        uint256 toProtocol = _keepFees(context.market.settlementId, quote, integrator.account);
        _pay(context.market.settlementId, account, context.pool, cost - toProtocol, toProtocol);
    }

    /// @dev The number of a book; a pool that writes in a market for the first time gets one.
    function _bookFor(SeriesTerms calldata terms) private returns (uint256 bookId) {
        bookId = _bookIds[terms.pool][terms.marketId];
        if (bookId == 0) bookId = IOptionMarkets(address(this)).registerBook(terms.pool, terms.marketId);
    }

    function _close(address account, uint32 seriesId, uint256 size, uint256 minPayout, Integrator memory integrator)
        private
        returns (uint256 payout)
    {
        Position memory position = _requirePosition(account, seriesId);
        OptionContext memory context;
        _enter(context, seriesId, Sigmas.Low);
        Series memory series = _seriesAt(seriesId);

        _accrue(series, context);
        _collect(series, position, context, account, address(0), false);

        Quote memory quote = _reduceAtBid(series, position, context, account, size, integrator.feeBps);
        payout = quote.net;
        require(payout >= minPayout, PayoutBelowMinimum(payout, minPayout));

        _save(seriesId, series);
        _setPosition(account, seriesId, context.market.settlementId, position);

        emit Closed(account, seriesId, size, quote.price, payout, quote.fee);
        if (quote.funding != 0) emit FundingCollected(account, seriesId, quote.funding, 0);

        uint256 toProtocol = _keepFees(context.market.settlementId, quote, integrator.account);
        _pay(context.market.settlementId, context.pool, account, payout, toProtocol);
    }

    function _reduceAtBid(
        Series memory series,
        Position memory position,
        OptionContext memory context,
        address account,
        uint256 size,
        uint256 integratorFeeBps
    ) private returns (Quote memory quote) {
        uint256 owed = _owed(series, position, context, size.min(position.size));
        quote = context.quoteClose(position.size, size, owed, integratorFeeBps);
        _reduce(series, position, context, account, size, owed, quote.funding);
    }

    /// @dev What this contract keeps of a trade's fees: all but the pool's part.
    function _keepFees(uint16 assetId, Quote memory quote, address integrator) private returns (uint256 kept) {
        kept = quote.fee - quote.fee.mulDivUp(POOL_FEE_BPS, BPS) + quote.integratorFee;
        if (quote.integratorFee == 0) return kept;

        _integratorFees[integrator][assetId] += quote.integratorFee;
        _allIntegratorFees[assetId] += quote.integratorFee;

        emit IntegratorFeeCharged(integrator, assetId, quote.integratorFee);
    }
}
