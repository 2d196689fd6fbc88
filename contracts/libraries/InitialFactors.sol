// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title InitialFactors
/// @notice What a health check for new risk has to know of an asset as collateral, eight assets in one storage word, because
/// each further slot would cost every such check 2,100 gas an asset. From the lowest bit of an asset's 32:
/// collateralInit 16 | decimals 8 | isKnown 1 | isUnbacked 1.
library InitialFactors {
    uint256 internal constant ASSETS = 8;

    uint256 private constant _LANE_BITS = 32;
    uint256 private constant _LANE_MASK = 0xffffffff;
    uint256 private constant _DECIMALS = 16;
    uint256 private constant _IS_KNOWN = 1 << 24;
    uint256 private constant _IS_UNBACKED = 1 << 25;

    /// @notice The part of the word that is the asset's.
    function laneOf(uint256 word, uint256 assetId) internal pure returns (uint256) {
        return word >> (assetId % ASSETS * _LANE_BITS) & _LANE_MASK;
    }

    /// @notice The word with the asset's part replaced.
    function withLane(uint256 word, uint256 assetId, uint256 lane) internal pure returns (uint256) {
        uint256 shift = assetId % ASSETS * _LANE_BITS;
        return word & ~(_LANE_MASK << shift) | lane << shift;
    }

    /// @notice The part of an asset that counts as collateral, whether it is backed or not.
    function pack(uint256 collateralInit, uint256 decimals, bool unbacked) internal pure returns (uint256) {
        return collateralInit | decimals << _DECIMALS | _IS_KNOWN | (unbacked ? _IS_UNBACKED : 0);
    }

    /// @notice What the asset counts for new risk now, bps: nothing while its backing is short.
    function countedOf(uint256 lane) internal pure returns (uint256) {
        return lane & _IS_UNBACKED == 0 ? uint16(lane) : 0;
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
}
