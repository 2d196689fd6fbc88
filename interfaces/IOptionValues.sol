// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IOptionEvents } from "./IOptionEvents.sol";
import { Cover, OptionContext, SeriesState, SeriesTerms } from "./IOptionTypes.sol";

/// @title What series, positions and pools' options are worth
/// @notice Read only. A context is all that prices a series: from it, `OptionsLens` quotes trades.
interface IOptionValues is IOptionEvents {
    /// @notice All that prices a series now, as a close does. Reverts with `UnknownSeries`.
    function contextOf(uint32 seriesId) external view returns (OptionContext memory);

    /// @notice All that prices and limits an opening now. Reverts like `open` for terms that cannot be opened and for old
    /// observations. The series id is zero while the pool has not traded in the market.
    function openingContextOf(SeriesTerms calldata terms) external view returns (OptionContext memory, Cover memory);

    /// @notice The funding due on a position now.
    function fundingOwed(address account, uint32 seriesId) external view returns (uint256);

    /// @notice What an account's positions are worth when it must pay its debts: sizes at the value for the
    /// floor of the market's volatility, which time and samples do not move, and the mid of the index; and the funding due
    /// on them. Both in USD, WAD, at the mid of the settlement tokens.
    function marginOf(address account) external view returns (uint256 valueUsd, uint256 owedUsd);

    /// @notice The value of what a pool has written, at the edge, the volatility and the rounding that make it high or low.
    function liabilityOf(address pool, bool high) external view returns (uint256);

    /// @notice The funding due to a pool now, of each series no more than the series is worth at the mid and sigma0.
    function accruedFundingOf(address pool) external view returns (uint256);

    /// @notice The state of a series. Reverts with `UnknownSeries`.
    function seriesOf(uint32 seriesId) external view returns (SeriesState memory);
}
