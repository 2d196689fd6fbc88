// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Quote, SeriesTerms } from "./IOptionTypes.sol";

/// @title What a page or a bot wants to know of the options, in one call each
/// @notice Quotes are made by the functions that trades are made by. Nothing here is needed to trade.
/// @dev Units as in `IOptionTrading`.
interface IOptionsLens {
    /// @notice One position.
    /// @param terms The series.
    /// @param size WAD.
    /// @param value At the mid of the index and sigma0.
    /// @param proceeds What closing all of it would pay now, after fee and funding.
    /// @param owed Funding due now.
    /// @param delta Of the whole position: settlement tokens per settlement token of the index, WAD.
    /// @param gamma Delta per settlement token of the index, WAD.
    /// @param vega Settlement tokens per 1.00 of volatility, WAD.
    /// @param theta Settlement tokens per day, WAD: minus what funding takes at today's rate.
    /// @param coveredSeconds How long the account's balance pays the funding of this position alone, at the stored rate.
    struct PositionView {
        SeriesTerms terms;
        uint256 size;
        uint256 value;
        uint256 proceeds;
        uint256 owed;
        int256 delta;
        int256 gamma;
        int256 vega;
        int256 theta;
        uint256 coveredSeconds;
    }

    /// @notice One series of a pool.
    struct SeriesView {
        uint32 seriesId;
        SeriesTerms terms;
        uint256 size; // WAD
        uint256 value; // at the mid and sigma0
        uint256 locked;
        uint256 fundingPerDay; // of all its positions, at the stored rate
    }

    /// @notice A pool and what it has written.
    /// @param cash What it holds.
    /// @param reserve What it has locked of that, calls and puts.
    /// @param callReserve The calls' part of it.
    /// @param limitBps The most of its cash that it locks for new trades.
    /// @param liabilityLow What it has written is worth, at the edge that makes it low.
    /// @param liabilityHigh The same at the edge that makes it high.
    /// @param accruedFunding Due to it now.
    /// @param series Those with a position, 64 at most.
    struct PoolView {
        uint256 cash;
        uint256 reserve;
        uint256 callReserve;
        uint256 limitBps;
        uint256 liabilityLow;
        uint256 liabilityHigh;
        uint256 accruedFunding;
        SeriesView[] series;
    }

    /// @notice What opening would cost now. Reverts like `open` for terms that cannot be opened and for old observations.
    /// @param integratorFeeBps What a front end adds, bps of the fee.
    function quoteOpen(SeriesTerms calldata terms, uint256 size, uint256 integratorFeeBps)
        external
        view
        returns (Quote memory);

    /// @notice What closing would pay now.
    function quoteClose(address account, uint32 seriesId, uint256 size, uint256 integratorFeeBps)
        external
        view
        returns (Quote memory);

    /// @notice A position, what it is worth and how that changes.
    function position(address account, uint32 seriesId) external view returns (PositionView memory);

    /// @notice All positions of an account.
    function positions(address account) external view returns (PositionView[] memory);

    /// @notice What a pool holds and has written.
    function pool(address pool_) external view returns (PoolView memory);

    /// @notice The value of one option, in WAD settlement tokens per unit of the base.
    /// @param index The index, WAD.
    /// @param strike The strike, WAD.
    /// @param isCall True for a call.
    /// @param width How far it pays, as a part of the strike, WAD.
    /// @param sigma Annualised volatility, WAD.
    /// @param periodSeconds The funding period in seconds.
    /// @dev DESIGN section 5: the everlasting option with the right to take the maximum once the cap is reached.
    function optionValue(
        uint256 index,
        uint256 strike,
        bool isCall,
        uint256 width,
        uint256 sigma,
        uint256 periodSeconds
    ) external pure returns (uint256);

    /// @notice How that value changes, WAD: with the index, its delta with the index, and with 1.00 of volatility.
    function greeksOf(uint256 index, uint256 strike, bool isCall, uint256 width, uint256 sigma, uint256 periodSeconds)
        external
        pure
        returns (int256 delta, int256 gamma, int256 vega);
}
