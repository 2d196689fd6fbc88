// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title InitialFactors
/// @notice What a health check for new risk has to know of an asset as collateral, eight assets in one storage word, because
/// each further slot would cost every such check 2,100 gas an asset. From the lowest bit of an asset's 32:
/// collateralInit 16 | decimals 8 | isKnown 1 | isUnbacked 1 | isShort 1.
library InitialFactors {
    uint256 internal constant ASSETS = 8;

    uint256 private constant _LANE_BITS = 32;
    uint256 private constant _LANE_MASK = 0xffffffff;
    uint256 private constant _DECIMALS = 16;
    uint256 private constant _IS_KNOWN = 1 << 24;
    uint256 private constant _IS_UNBACKED = 1 << 25;
    uint256 private constant _IS_SHORT = 1 << 26;

    /// @notice The part of the word that is the asset's.
    function laneOf(uint256 word, uint256 assetId) internal pure returns (uint256) {
        return word >> (assetId % ASSETS * _LANE_BITS) & _LANE_MASK;
    }

    /// @notice The word with the asset's part replaced.
    function withLane(uint256 word, uint256 assetId, uint256 lane) internal pure returns (uint256) {
        uint256 shift = assetId % ASSETS * _LANE_BITS;
        return word & ~(_LANE_MASK << shift) | lane << shift;
    }

    /// @notice An asset's part with a new factor, bps, and the decimals of its token. What stops it stays.
    function withFactor(uint256 lane, uint256 collateralInit, uint256 decimals) internal pure returns (uint256) {
        return lane & (_IS_UNBACKED | _IS_SHORT) | collateralInit | decimals << _DECIMALS | _IS_KNOWN;
    }

    /// @notice An asset's part with its backing found short, or not.
    function withUnbacked(uint256 lane, bool flag) internal pure returns (uint256) {
        return flag ? lane | _IS_UNBACKED : lane & ~_IS_UNBACKED;
    }

    /// @notice An asset's part with tokens missing in the ledger, or not.
    function withShort(uint256 lane, bool flag) internal pure returns (uint256) {
        return flag ? lane | _IS_SHORT : lane & ~_IS_SHORT;
    }

    /// @notice What the asset counts for new risk now, bps: nothing while shares in custody or tokens in the ledger miss.
    function countedOf(uint256 lane) internal pure returns (uint256) {
        return lane & (_IS_UNBACKED | _IS_SHORT) == 0 ? uint16(lane) : 0;
    }

    /// @notice The factor as it was set, bps.
    function factorOf(uint256 lane) internal pure returns (uint16) {
        return uint16(lane);
    }

    function decimalsOf(uint256 lane) internal pure returns (uint256) {
        return uint8(lane >> _DECIMALS);
    }

    /// @notice Whether the asset has factors at all.
    function isKnown(uint256 lane) internal pure returns (bool) {
        return lane & _IS_KNOWN != 0;
    }

    /// @notice Whether the asset's backing was found short.
    function isUnbacked(uint256 lane) internal pure returns (bool) {
        return lane & _IS_UNBACKED != 0;
    }

    /// @notice Whether tokens of the asset miss in the ledger.
    function isShort(uint256 lane) internal pure returns (bool) {
        return lane & _IS_SHORT != 0;
    }
}
