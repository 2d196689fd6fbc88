// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MockToken } from "./MockToken.sol";

/// @title MockFeeToken
/// @notice Burns a part of every transfer, so that less arrives than was sent; at 100 % nothing does.
contract MockFeeToken is MockToken {
    uint256 private constant _BPS = 10_000;

    uint256 public immutable FEE_BPS;

    constructor(uint256 feeBps) MockToken("Fee on transfer", "FEE", 18) {
        FEE_BPS = feeBps;
    }

    function _update(address from, address to, uint256 amount) internal override {
        bool charged = from != address(0) && to != address(0);
        uint256 fee = charged ? amount * FEE_BPS / _BPS : 0;

        super._update(from, to, amount - fee);
        if (fee != 0) super._update(from, address(0), fee);
    }
}
