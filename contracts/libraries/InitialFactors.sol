// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title InitialFactors
/// @notice What a health check for new risk has to know of an asset, six assets in one storage word, because each further
/// slot would cost every such check 2,100 gas an asset. From the lowest bit of an asset's 42:
/// collateralInit 16 | debtInit 16 | decimals 6 | isKnown 1 | isUnbacked 1 | isShort 1.
library InitialFactors {
    uint256 internal constant ASSETS = 6;

    uint256 private constant _LANE_BITS = 42;
    uint256 private constant _LANE_MASK = (1 << 42) - 1;
    uint256 private constant _DEBT = 16;
    uint256 private constant _DECIMALS = 32;
    uint256 private constant _DECIMALS_MASK = 63;
    uint256 private constant _IS_KNOWN = 1 << 38;
    uint256 private constant _IS_UNBACKED = 1 << 39;
    uint256 private constant _IS_SHORT = 1 << 40;

    /// @notice The part of the word that is the asset's.
    function laneOf(uint256 word, uint256 assetId) internal pure returns (uint256) {
        return word >> _shiftOf(assetId) & _LANE_MASK;
    }

    /// @notice The word with the asset's part replaced.
    function withLane(uint256 word, uint256 assetId, uint256 lane) internal pure returns (uint256) {
        uint256 shift = _shiftOf(assetId);
        return word & ~(_LANE_MASK << shift) | lane << shift;
    }

    /// @notice An asset's part with new factors, bps, and the decimals of its token. What stops it stays.
    function withFactors(uint256 lane, uint16 collateralInit, uint16 debtInit, uint256 decimals)
        internal
        pure
        returns (uint256)
    {
        return lane & (_IS_UNBACKED | _IS_SHORT) | collateralInit | uint256(debtInit) << _DEBT | decimals << _DECIMALS
            | _IS_KNOWN;
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

    /// @notice What a debt weighs for new risk, bps; 0 = the asset cannot be borrowed.
    function debtFactorOf(uint256 lane) internal pure returns (uint16) {
        return uint16(lane >> _DEBT);
    }

    function decimalsOf(uint256 lane) internal pure returns (uint256) {
        return lane >> _DECIMALS & _DECIMALS_MASK;
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

    function _shiftOf(uint256 assetId) private pure returns (uint256) {
        // Cannot overflow: the last of six.
        unchecked {
            return assetId % ASSETS * _LANE_BITS;
        }
    }
}
