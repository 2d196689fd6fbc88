// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import { IRedemptionBuffer } from "../../interfaces/IRedemptionBuffer.sol";

/// @title MockAmm
/// @notice An outside market: a constant product of two tokens, without a fee. Seeded by sending it both.
contract MockAmm {
    using SafeERC20 for IERC20;

    function swap(IERC20 tokenIn, IERC20 tokenOut, uint256 amountIn) external returns (uint256 amountOut) {
        uint256 reserveIn = tokenIn.balanceOf(address(this));
        amountOut = tokenOut.balanceOf(address(this)) * amountIn / (reserveIn + amountIn);

        tokenIn.safeTransferFrom(msg.sender, address(this), amountIn);
        tokenOut.safeTransfer(msg.sender, amountOut);
    }
}

/// @title MockArbitrageur
/// @notice Closes a discount or a premium of an outside market against a redemption buffer, in one transaction.
contract MockArbitrageur {
    using SafeERC20 for IERC20;

    /// @notice Buys stock from the market with `cashIn` of the caller's and sells it to the buffer.
    function closeDiscount(
        MockAmm amm,
        IRedemptionBuffer buffer,
        uint16 assetId,
        IERC20 stock,
        IERC20 cash,
        uint256 cashIn
    ) external {
        cash.safeTransferFrom(msg.sender, address(this), cashIn);
        cash.forceApprove(address(amm), cashIn);
        uint256 bought = amm.swap(cash, stock, cashIn);

        stock.forceApprove(address(buffer), bought);
        buffer.sell(assetId, uint120(bought), cashIn, msg.sender, block.timestamp);
    }

    /// @notice Buys `amount` of stock from the buffer with the caller's cash and sells it to the market.
    function closePremium(
        MockAmm amm,
        IRedemptionBuffer buffer,
        uint16 assetId,
        IERC20 stock,
        IERC20 cash,
        uint256 amount,
        uint256 maxCost
    ) external {
        cash.safeTransferFrom(msg.sender, address(this), maxCost);
        cash.forceApprove(address(buffer), maxCost);
        uint256 cost = buffer.buy(assetId, uint120(amount), maxCost, address(this), block.timestamp);

        stock.forceApprove(address(amm), amount);
        uint256 proceeds = amm.swap(stock, cash, amount);
        require(proceeds >= cost, "no profit");
        cash.safeTransfer(msg.sender, cash.balanceOf(address(this)));
    }
}
