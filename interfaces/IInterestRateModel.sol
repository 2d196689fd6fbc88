// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A borrowing rate over utilisation: straight from `base` to `atKink`, then straight to `atFull`.
struct RateCurve {
    uint64 base; // per year, WAD, when nothing is lent
    uint64 kink; // utilisation, WAD
    uint64 atKink; // per year, WAD
    uint64 atFull; // per year, WAD, when all is lent
}

/// @title What borrowing costs
interface IInterestRateModel {
    /// @notice Thrown when the kink of a curve is not between `least` and `most`, WAD.
    error KinkOutOfRange(uint256 kink, uint256 least, uint256 most);

    /// @notice Thrown when the rates of a curve fall, or end above `most`, per year in WAD.
    error RatesOutOfOrder(uint256 base, uint256 atKink, uint256 atFull, uint256 most);

    /// @notice The rate that borrowers pay while a pool has lent `debt` and still has `cash`, both in token units.
    /// @return Per year of 365 days, WAD. It is compounded continuously.
    function ratePerYear(uint256 cash, uint256 debt) external view returns (uint256);

    /// @notice The curve, which never changes.
    function curve() external view returns (RateCurve memory);
}
