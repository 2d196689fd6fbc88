// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { ERC4626 } from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

import { IShareMultiplier } from "../../interfaces/IShareMultiplier.sol";

/// @title SharesAdapter
/// @notice A token whose balances rebase, in shares that do not: an ERC-4626 vault that does nothing with what it holds.
/// The ledger lists the adapter instead of the token. The oracle prices the token, and multiplies by `multiplier`.
/// @dev A gift to the adapter raises the price of a share by what it is worth, for whoever holds shares.
contract SharesAdapter is ERC4626, IShareMultiplier {
    uint256 private constant _WAD = 1e18;

    constructor(IERC20 token, string memory name_, string memory symbol_) ERC20(name_, symbol_) ERC4626(token) { }

    /// @notice Whole tokens per whole share, WAD, rounded down.
    function multiplier() external view override returns (uint256) {
        // Shares have the decimals of the token.
        uint256 unit = 10 ** IERC20Metadata(asset()).decimals();
        return convertToAssets(unit * _WAD) / unit;
    }
}
