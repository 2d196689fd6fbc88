// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Interval } from "./IPriceOracle.sol";

/// @notice What can be done in a market.
enum MarketStatus {
    Open,
    Closing, // announced: positions are closed and settled, none is opened
    Final // the last price is fixed, and all positions close at it
}

/// @notice The parameters of a market, in one storage slot.
/// @param baseId The asset that the options are on (B). 0 is USD.
/// @param settlementId The asset that prices, premium, funding and payout are in (Q).
/// @param period The funding period T, in seconds.
/// @param minPremium The least premium of an opening trade, in whole settlement tokens, WAD.
/// @param spreadBps What a closing trade gives up of the value, bps.
/// @param feeBps The trading fee on the index, bps.
/// @param rentBps The least funding of a year, as a part of the maximum payoff, bps.
/// @param utilisationSlopeBps `a` in the volatility of an opening trade, `sigma * (1 + a q^2)`, bps of one.
/// @param premiumBps What writers are paid of the measured volatility, bps of one.
/// @param floorBps The least yearly volatility, bps of one.
/// @param capBps The most yearly volatility, bps of one.
/// @param halfLifeHours After which a return counts half as much for the volatility, hours.
/// @param status Kept by the protocol: what is given here is not read.
struct Market {
    uint16 baseId;
    uint16 settlementId;
    uint24 period;
    uint64 minPremium;
    uint16 spreadBps;
    uint16 feeBps;
    uint16 rentBps;
    uint16 utilisationSlopeBps;
    uint16 premiumBps;
    uint16 floorBps;
    uint16 capBps;
    uint16 halfLifeHours;
    MarketStatus status;
}

/// @notice What makes a series: the same terms are the same series, always.
/// @param pool The option pool that writes it.
/// @param marketId The market.
/// @param strike Settlement tokens per unit of the base, WAD, on the 5 % grid.
/// @param widthBps How far the option pays: the cap of a call is `strike * (1 + width)`, bps.
/// @param isCall True for a call, false for a put.
struct SeriesTerms {
    address pool;
    uint32 marketId;
    uint96 strike;
    uint16 widthBps;
    bool isCall;
}

/// @notice The state of a series.
/// @param terms What it is.
/// @param size The sum of its positions' sizes, WAD.
/// @param accrued Funding charged until `updatedAt` and not collected yet, in units of the settlement token.
/// @param fundingIndex Funding per unit since the first opening, settlement tokens with 36 decimals.
/// @param fundingRate Funding per unit and second until the next touch, settlement tokens with 27 decimals.
/// @param updatedAt When the two above were brought up to date, Unix seconds.
/// @param live Whether it takes one of its pool's places.
struct SeriesState {
    SeriesTerms terms;
    uint256 size;
    uint256 accrued;
    uint256 fundingIndex;
    uint256 fundingRate;
    uint256 updatedAt;
    bool live;
}

/// @notice An option as its price sees it, all WAD but the period.
struct OptionShape {
    uint256 strike;
    uint256 width;
    uint256 maxPayoff; // settlement tokens per unit of the base
    uint256 period; // seconds
    bool isCall;
}

/// @notice All that prices a series at one moment.
/// @param pool The pool that writes it.
/// @param unit One whole settlement token in token units.
/// @param time Until when funding runs: now, or when the market's last price was fixed. Unix seconds.
/// @param fairValue At the mid of the index and sigma0, WAD.
/// @param timeValue The part of it above the payoff, WAD.
/// @param sigma0 Yearly volatility for funding, WAD.
/// @param sigmaHigh What traders buy at, WAD.
/// @param sigmaLow What traders sell at, WAD.
struct OptionContext {
    uint32 seriesId;
    address pool;
    uint32 marketId;
    uint256 unit;
    uint256 time;
    uint256 fairValue;
    uint256 timeValue;
    uint256 sigma0;
    uint256 sigmaHigh;
    uint256 sigmaLow;
    Interval index;
    OptionShape option;
    Market market;
}

/// @notice What limits an opening trade, in units of the settlement token but for sizes and bps.
/// @param cash What the pool holds.
/// @param reserve What it has locked.
/// @param callReserve The calls' part of it.
/// @param limitBps The most that it locks of its cash, bps.
/// @param isStock Whether its token is a stock's.
/// @param openInterest What the market's options lock in all public pools; without a limit for a private one.
/// @param openInterestLimit The most that they may.
/// @param seriesSize The size of the series, WAD.
struct Cover {
    uint256 cash;
    uint256 reserve;
    uint256 callReserve;
    uint256 limitBps;
    bool isStock;
    uint256 openInterest;
    uint256 openInterestLimit;
    uint256 seriesSize;
}

/// @notice What a trade costs or pays, in units of the settlement token but for the price.
/// @param price The ask or the bid per unit, WAD.
/// @param gross The price times the size: the premium of an open, the payout of a close before deductions.
/// @param fee The trading fee.
/// @param integratorFee What a front end adds to the fee, for itself.
/// @param funding Funding due on what is closed that the balance does not cover: it comes off the payout.
/// @param net What the account pays for an open, or receives for a close, funding from its balance apart.
struct Quote {
    uint256 price;
    uint256 gross;
    uint256 fee;
    uint256 integratorFee;
    uint256 funding;
    uint256 net;
}

/// @notice A front end that adds its own fee to a trade.
/// @param account Who may claim it: an address, not an account of the ledger.
/// @param feeBps Its part on top of the trading fee, bps of that, at most 1,000.
struct Integrator {
    address account;
    uint256 feeBps;
}

/// @notice A price that somebody else than the pool's own formula sets, and when it is good.
/// @param price Settlement tokens per unit of the base, WAD.
/// @param indexLo The least confirmed index, settlement tokens per unit of the base, WAD.
/// @param indexHi The most.
/// @param maxIntervalBps The most that the index's upper edge lies above its lower one, bps of the lower.
struct Offer {
    uint256 price;
    uint256 indexLo;
    uint256 indexHi;
    uint256 maxIntervalBps;
}
