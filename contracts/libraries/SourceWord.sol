// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SourceConfig } from "../../interfaces/IOracleListing.sol";
import { IPriceSource } from "../../interfaces/IPriceSource.sol";

/// @title SourceWord
/// @notice One price source of an asset in one storage word, from the lowest bit:
/// source 160 | maxAge 24 | maxConfidence 16 | base 16 | isSigned 8 | pricesShares 8 | stamp 24.
library SourceWord {
    uint256 private constant _MAX_AGE = 160;
    uint256 private constant _MAX_CONFIDENCE = 184;
    uint256 private constant _BASE = 200;
    uint256 private constant _IS_SIGNED = 216;
    uint256 private constant _PRICES_SHARES = 224;
    uint256 private constant _STAMP = 232;

    function pack(SourceConfig calldata config, bool signed) internal pure returns (uint256) {
        return uint160(address(config.source)) | uint256(config.maxAge) << _MAX_AGE | uint256(config.maxConfidenceBps)
            << _MAX_CONFIDENCE | uint256(config.baseBps) << _BASE | uint256(signed ? 1 : 0) << _IS_SIGNED
            | uint256(config.pricesShares ? 1 : 0) << _PRICES_SHARES;
    }

    function feed(uint256 word) internal pure returns (IPriceSource) {
        return IPriceSource(address(uint160(word)));
    }

    /// @notice Seconds an observation stays good enough to add risk on.
    function maxAge(uint256 word) internal pure returns (uint24) {
        return uint24(word >> _MAX_AGE);
    }

    /// @notice The widest confidence that is believed, bps of the price.
    function maxConfidence(uint256 word) internal pure returns (uint16) {
        return uint16(word >> _MAX_CONFIDENCE);
    }

    /// @notice Half-width at any age, bps.
    function base(uint256 word) internal pure returns (uint16) {
        return uint16(word >> _BASE);
    }

    function isSigned(uint256 word) internal pure returns (bool) {
        return uint8(word >> _IS_SIGNED) != 0;
    }

    function pricesShares(uint256 word) internal pure returns (bool) {
        return uint8(word >> _PRICES_SHARES) != 0;
    }

    /// @notice Of a stock: the session and a hash of the last price that counted.
    function stamp(uint256 word) internal pure returns (uint256) {
        return word >> _STAMP;
    }

    /// @notice `word` with another stamp, of 24 bits.
    function withStamp(uint256 word, uint256 newStamp) internal pure returns (uint256) {
        return word & ((1 << _STAMP) - 1) | newStamp << _STAMP;
    }
}
