// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What a price may be, seen from now. 0 < lo <= mid <= hi.
/// @dev USD per whole token in WAD; for an index, settlement tokens Q per base token B in WAD.
struct Interval {
    uint256 lo; // rounded down
    uint256 mid; // the last confirmed observation
    uint256 hi; // rounded up
}

/// @title IPriceOracle
/// @notice Prices as intervals around the last confirmed observation. Whatever is uncertain (a feed's confidence, an old
/// observation, a closed stock market) widens the interval; nothing stops it from answering.
/// Asset 0 is USD, whose price is [1, 1, 1] WAD, always.
interface IPriceOracle {
    /* ERRORS */

    /// @notice Thrown when an asset is read that has no observation yet, or is not listed.
    error PriceNeverObserved(uint16 assetId);

    /// @notice Thrown when a fresh price is required and the last observation is `age` seconds old, more than `maxAge`.
    error ObservationTooOld(uint16 assetId, uint256 age, uint256 maxAge);

    /* VIEWS */

    /// @notice The price interval of an asset now.
    /// @param assetId Protocol-wide asset id; 0 is USD.
    /// @return USD WAD per whole (raw) token.
    function intervalOf(uint16 assetId) external view returns (Interval memory);

    /// @notice The interval of the index `base` in `quote`: mid = Bmid/Qmid, lo = Blo/Qhi, hi = Bhi/Qlo.
    /// @return Whole `quote` tokens per whole `base` token, WAD.
    function indexOf(uint16 base, uint16 quote) external view returns (Interval memory);

    /// @notice Like `indexOf`, for actions that add risk: a leg whose market is open must have been observed recently.
    /// @return Whole `quote` tokens per whole `base` token, WAD.
    function freshIndexOf(uint16 base, uint16 quote) external view returns (Interval memory);

    /* REFRESH */

    /// @notice Brings new observations into the oracle. Permissionless. What a source answers badly is left out and
    /// reported by an event; it never reverts the others.
    /// @param assetIds Listed assets whose sources are read.
    /// @param updateData Signed updates for the sources; their fee is paid from the value sent, the rest comes back.
    function refresh(uint16[] calldata assetIds, bytes[] calldata updateData) external payable;
}
