// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";

/// @title LedgerModuleMock
/// @notice A module of the ledger as they are written: it asks the ledger who may act, then moves balances.
contract LedgerModuleMock {
    ICollateralVault public immutable VAULT;

    constructor(ICollateralVault vault) {
        VAULT = vault;
    }

    /// @notice Takes a balance for the module, on the order of the account's owner.
    function take(uint16 assetId, address account, uint256 amount) external returns (uint256) {
        require(VAULT.isAuthorised(account, msg.sender), ICollateralVault.NotAuthorised(account, msg.sender));

        VAULT.move(assetId, account, address(this), amount);
        return amount;
    }

    /// @notice Takes tokens out of a wallet, as a pool does: the token's code runs.
    function pull(IERC20 token, address wallet, uint256 amount) external {
        require(token.transferFrom(wallet, address(this), amount));
    }
}
