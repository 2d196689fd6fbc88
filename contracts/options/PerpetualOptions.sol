// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Proxy } from "@openzeppelin/contracts/proxy/Proxy.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { ILedgerModules } from "../../interfaces/ILedgerModules.sol";
import { IOptionOffers } from "../../interfaces/IOptionOffers.sol";
import { IOptionTrading } from "../../interfaces/IOptionTrading.sol";
import { Integrator, MarketStatus, OptionContext, Quote, SeriesTerms } from "../../interfaces/IOptionTypes.sol";
import { Accounts } from "../libraries/Accounts.sol";
import { OptionTrades } from "../libraries/OptionTrades.sol";
import { PackedIds } from "../libraries/PackedIds.sol";
import { OptionDeals } from "./OptionDeals.sol";
import { OptionOffers } from "./OptionOffers.sol";
import { OptionStorage } from "./OptionStorage.sol";
import { OptionValues } from "./OptionValues.sol";

/// @title PerpetualOptions
/// @notice Buying, closing, moving and settling perpetual options that pools have covered in full.
/// @dev Whatever is not here is done by the code of `OptionValues`, and by that of `OptionMarkets` behind it, on the
/// storage and in the name of this contract: together they would be too large for one. None can be changed or replaced.
contract PerpetualOptions is IOptionTrading, OptionDeals, ReentrancyGuardTransient, Proxy {
    using Accounts for address;
    using FixedPointMathLib for uint256;
    using OptionTrades for OptionContext;
    using PackedIds for mapping(uint256 => uint256);

    /// @notice The contract whose code answers and carries out what is neither here nor in `OFFERS`.
    address public immutable VALUES;

    /// @notice The contract whose code trades at quoted prices.
    address public immutable OFFERS;

    constructor(address manager, OptionValues values, OptionOffers offers)
        OptionStorage(manager, values.ORACLE(), values.VAULT())
    {
        VALUES = address(values);
        OFFERS = address(offers);
    }

    modifier beforeDeadline(uint256 deadline) {
        require(block.timestamp <= deadline, DeadlinePassed(deadline));
        _;
    }

    /// @dev Modules of the ledger answer for the order of the account's owner.
    modifier onlyTrader(address account) {
        _requireTrader(account);
        _;
    }

    /* TRADING */

    /// @inheritdoc IOptionTrading
    function open(SeriesTerms memory terms, address account, uint256 size, uint256 maxPremium, uint256 deadline)
        external
        override
        nonReentrant
        beforeDeadline(deadline)
        onlyTrader(account)
        returns (uint32 seriesId, uint256 cost)
    {
        return _open(terms, account, size, maxPremium, Integrator(address(0), 0));
    }

    /// @inheritdoc IOptionTrading
    function open(
        SeriesTerms memory terms,
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
        onlyTrader(account)
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
        onlyTrader(account)
        returns (uint256 payout)
    {
        return _closeAtBid(account, seriesId, size, minPayout, Integrator(address(0), 0));
    }

    /// @inheritdoc IOptionTrading
    function close(
        address account,
        uint32 seriesId,
        uint256 size,
        uint256 minPayout,
        uint256 deadline,
        Integrator calldata integrator
    ) external override nonReentrant beforeDeadline(deadline) onlyTrader(account) returns (uint256 payout) {
        return _closeAtBid(account, seriesId, size, minPayout, integrator);
    }

    /// @inheritdoc IOptionTrading
    function closeFinal(address account, uint32 seriesId) external override nonReentrant returns (uint256 payout) {
        uint32 marketId = _marketOfSeries(seriesId);
        require(_markets[marketId].status == MarketStatus.Final, MarketNotFinal(marketId));

        return _closeAtBid(account, seriesId, _positions[account][seriesId].size, 0, Integrator(address(0), 0));
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
        return _closeAtBid(account, seriesId, size, 0, Integrator(address(0), 0));
    }

    /// @inheritdoc IOptionTrading
    function settle(address account, uint32 seriesId) external override nonReentrant returns (uint256 collected) {
        Position memory position = _requirePosition(account, seriesId);
        OptionContext memory context;
        _enter(context, seriesId, Sigmas.None, Prices.Mid);
        Series memory series = _seriesAt(seriesId);

        _accrue(series, context);
        collected = _collect(series, position, context, account, _actor(), true);

        _save(seriesId, series);
        if (_setPosition(account, seriesId, position) == Place.Freed) {
            VAULT.unpin(context.market.settlementId, account);
        }
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
        bool isOffer = msg.sig == IOptionOffers.openOffered.selector || msg.sig == IOptionOffers.closeOffered.selector;
        return isOffer ? OFFERS : VALUES;
    }

    function _open(
        SeriesTerms memory terms,
        address account,
        uint256 size,
        uint256 maxPremium,
        Integrator memory integrator
    ) private returns (uint32 seriesId, uint256 cost) {
        seriesId = _pack(_bookFor(terms), terms);
        OptionContext memory context;
        _store(terms.marketId, _loadAtAsk(context, seriesId, terms));
        Deal memory deal = _beginOpening(context, account, terms);

        (Quote memory quote, uint256 locks) =
            context.quoteOpen(_coverOf(context, deal.series.size), size, integrator.feeBps);
        deal.locks = locks;
        cost = _completeOpening(deal, context, account, size, maxPremium, quote, integrator.account);
    }

    function _closeAtBid(
        address account,
        uint32 seriesId,
        uint256 size,
        uint256 minPayout,
        Integrator memory integrator
    ) private returns (uint256 payout) {
        Deal memory deal;
        deal.position = _requirePosition(account, seriesId);
        OptionContext memory context;
        _enter(context, seriesId, Sigmas.Low, Prices.Any);

        return _close(deal, context, account, size, minPayout, integrator);
    }

    function _requireTrader(address account) private view {
        // What the ledger would answer for the owner himself.
        if (account.isOwnedBy(msg.sender)) return;

        require(
            VAULT.isAuthorised(account, msg.sender) || VAULT.isModule(msg.sender),
            ICollateralVault.NotAuthorised(account, msg.sender)
        );
    }
}
