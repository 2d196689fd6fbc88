// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IPyth } from "@pythnetwork/IPyth.sol";
import { PythStructs } from "@pythnetwork/PythStructs.sol";

import { IPriceSource } from "../../../interfaces/IPriceSource.sol";
import { IPythSource } from "../../../interfaces/IPythSource.sol";

/// @title PythSource
contract PythSource is IPythSource {
    /// @dev Beyond 10^18 either way no price of a token is meant, and 2^64 * 10^36 still fits a word.
    int32 private constant _EXPONENT_LIMIT = 18;

    /// @inheritdoc IPythSource
    IPyth public immutable pyth;

    constructor(IPyth pyth_) {
        require(address(pyth_) != address(0), PythMissing());

        pyth = pyth_;
    }

    /// @inheritdoc IPriceSource
    function update(bytes[] calldata updateData) external payable {
        pyth.updatePriceFeeds{ value: msg.value }(updateData);
    }

    /// @inheritdoc IPriceSource
    function updateFee(bytes[] calldata updateData) external view returns (uint256) {
        return pyth.getUpdateFee(updateData);
    }

    /// @inheritdoc IPriceSource
    function read(bytes32 key) external view returns (uint256 priceWad, uint256 confidenceWad, uint256 publishedAt) {
        PythStructs.Price memory price = pyth.getPriceUnsafe(key);

        require(price.price > 0, PythPriceNotPositive(price.price));
        require(price.expo >= -_EXPONENT_LIMIT && price.expo <= _EXPONENT_LIMIT, PythExponentOutOfRange(price.expo));

        uint256 scale = 10 ** uint32(price.expo + _EXPONENT_LIMIT);
        return (uint64(price.price) * scale, price.conf * scale, price.publishTime);
    }

    /// @inheritdoc IPriceSource
    function isSigned() external pure returns (bool) {
        return true;
    }
}
