// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title MockDisperser
/// @notice Makes many holders of a token in one transaction.
contract MockDisperser {
    /// @notice Sends `amount` of this contract's tokens to each of `count` addresses that nobody else has.
    function disperse(IERC20 token, uint256 count, uint256 amount) external {
        for (uint256 i; i < count; ++i) {
            require(token.transfer(address(uint160(uint256(keccak256(abi.encode(address(this), i))))), amount));
        }
    }
}
