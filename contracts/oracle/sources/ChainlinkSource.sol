// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { IAggregatorV3 } from "../../../interfaces/IAggregatorV3.sol";
import { IChainlinkSource } from "../../../interfaces/IChainlinkSource.sol";
import { IPriceSource } from "../../../interfaces/IPriceSource.sol";

/// @title ChainlinkSource
contract ChainlinkSource is IChainlinkSource {
    uint256 private constant _WAD = 1e18;
    uint8 private constant _MAX_DECIMALS = 36;

    /// @inheritdoc IPriceSource
    function update(bytes[] calldata) external payable {
        revert ChainlinkTakesNoUpdates();
    }

    /// @inheritdoc IPriceSource
    function updateFee(bytes[] calldata) external pure returns (uint256) {
        return 0;
    }

    /// @inheritdoc IPriceSource
    function read(bytes32 key) external view returns (uint256 priceWad, uint256 confidenceWad, uint256 publishedAt) {
        IAggregatorV3 aggregator = IAggregatorV3(address(uint160(uint256(key))));
        uint8 decimals = aggregator.decimals();
        int256 answer;
        (, answer,, publishedAt,) = aggregator.latestRoundData();

        require(answer > 0, ChainlinkPriceNotPositive(answer));
        require(decimals <= _MAX_DECIMALS, ChainlinkDecimalsOutOfRange(decimals));

        // A product beyond a word reverts, which the oracle takes for no answer.
        priceWad = FixedPointMathLib.mulDiv(uint256(answer), _WAD, 10 ** decimals);
        confidenceWad = 0;
    }

    /// @inheritdoc IPriceSource
    function isSigned() external pure returns (bool) {
        return false;
    }
}
