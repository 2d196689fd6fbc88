// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title MockPermitToken
/// @notice A plain OpenZeppelin token with ERC-2612 permits that anybody may mint.
contract MockPermitToken is ERC20Permit {
    constructor() ERC20("Permit", "PERMIT") ERC20Permit("Permit") { }

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }
}
