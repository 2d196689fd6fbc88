// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice An amount of an asset in one word, from the lowest bit: assetId 16 | amount 240, token units.
type AssetAmount is uint256;

using AssetAmounts for AssetAmount global;

/// @title AssetAmounts
library AssetAmounts {
    uint256 private constant _AMOUNT = 16;

    function pack(uint16 id, uint256 tokenUnits) internal pure returns (AssetAmount) {
        return AssetAmount.wrap(id | tokenUnits << _AMOUNT);
    }

    function assetId(AssetAmount word) internal pure returns (uint16) {
        return uint16(AssetAmount.unwrap(word));
    }

    /// @notice Token units.
    function amount(AssetAmount word) internal pure returns (uint256) {
        return AssetAmount.unwrap(word) >> _AMOUNT;
    }
}
