// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { ILedgerModules } from "../../interfaces/ILedgerModules.sol";
import { IOptionOffers } from "../../interfaces/IOptionOffers.sol";
import { Integrator, Offer, OptionContext, Quote, SeriesTerms } from "../../interfaces/IOptionTypes.sol";
import { Interval, IPriceOracle } from "../../interfaces/IPriceOracle.sol";
import { OptionTrades } from "../libraries/OptionTrades.sol";
import { OptionDeals } from "./OptionDeals.sol";
import { OptionStorage } from "./OptionStorage.sol";

/// @title OptionOffers
/// @notice Trades at quoted prices: the part of `PerpetualOptions` that it carries out by the code of this contract.
/// @dev Called by itself it has no pool and no position.
contract OptionOffers is IOptionOffers, OptionDeals, ReentrancyGuardTransient {
    using FixedPointMathLib for uint256;
    using OptionTrades for OptionContext;

    constructor(IPriceOracle oracle, ICollateralVault vault) OptionStorage(address(0), oracle, vault) { }

    modifier onlyModule() {
        require(VAULT.isModule(msg.sender), ILedgerModules.NotModule(msg.sender));
        _;
    }

    /// @inheritdoc IOptionOffers
    function openOffered(
        SeriesTerms memory terms,
        address account,
        uint256 size,
        uint256 maxPremium,
        Integrator calldata integrator,
        Offer calldata offer
    ) external override nonReentrant onlyModule returns (uint32 seriesId, uint256 cost) {
        seriesId = _pack(_bookFor(terms), terms);
        OptionContext memory context;
        _store(terms.marketId, _loadOpening(context, seriesId, terms, Sigmas.None, Prices.Tradable));
        _requireGood(context.index, offer);
        Deal memory deal = _beginOpening(context, account, terms);

        (Quote memory quote, uint256 locks) =
            context.quoteOffered(_coverOf(context, deal.series.size), size, integrator.feeBps, offer.price);
        deal.locks = locks;
        cost = _completeOpening(deal, context, account, size, maxPremium, quote, integrator.account);
    }

    /// @inheritdoc IOptionOffers
    function closeOffered(
        SeriesTerms memory terms,
        address account,
        uint256 size,
        uint256 minPayout,
        Integrator calldata integrator,
        Offer calldata offer
    ) external override nonReentrant onlyModule returns (uint32 seriesId, uint256 payout) {
        seriesId = _pack(_bookIds[terms.pool][terms.marketId], terms);
        Deal memory deal;
        deal.position = _requirePosition(account, seriesId);
        deal.offered = offer.price;
        OptionContext memory context;
        _enter(context, seriesId, Sigmas.Low, Prices.Any);
        _requireGood(context.index, offer);

        payout = _close(deal, context, account, size, minPayout, integrator);
    }

    function _requireGood(Interval memory index, Offer calldata offer) private pure {
        require(
            index.mid >= offer.indexLo && index.mid <= offer.indexHi,
            IndexOutsideBand(index.mid, offer.indexLo, offer.indexHi)
        );
        uint256 intervalBps = (index.hi - index.lo).fullMulDivUp(BPS, index.lo);
        require(intervalBps <= offer.maxIntervalBps, IntervalAboveOffered(intervalBps, offer.maxIntervalBps));
    }
}
