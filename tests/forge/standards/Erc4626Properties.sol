// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC4626 } from "@openzeppelin/contracts/interfaces/IERC4626.sol";

import { VM } from "../support/Vm.sol";
import { Properties } from "./Properties.sol";

/// @notice ERC-4626, for any vault of the protocol in a state in which a share is worth something odd, and any amounts.
abstract contract Erc4626Properties is Properties {
    uint256 internal constant MOST = 1e15; // of an asset with 6 decimals, a billion

    function testFuzz_Erc4626_ADepositIsWhatItsPreviewSays(uint256 assets) external {
        (IERC4626 vault, IERC20 token) = _funded();
        assets = _bound(assets, 1, MOST);
        (uint256 preview, uint256 held, uint256 worth) =
            (vault.previewDeposit(assets), token.balanceOf(FIRST), _worth(vault));

        VM.prank(FIRST);
        uint256 shares = vault.deposit(assets, SECOND);

        _requireEqual(shares, preview);
        _requireEqual(vault.balanceOf(SECOND), shares);
        _requireEqual(token.balanceOf(FIRST), held - assets);
        _requireAtMost(worth, _worth(vault));
        _requireAtMost(_redeemAll(vault, SECOND), assets);
    }

    function testFuzz_Erc4626_AMintIsWhatItsPreviewSays(uint256 shares) external {
        (IERC4626 vault, IERC20 token) = _funded();
        shares = _bound(shares, 1, vault.convertToShares(MOST));
        (uint256 preview, uint256 held, uint256 worth) =
            (vault.previewMint(shares), token.balanceOf(FIRST), _worth(vault));

        VM.prank(FIRST);
        uint256 assets = vault.mint(shares, SECOND);

        _requireEqual(assets, preview);
        _requireEqual(vault.balanceOf(SECOND), shares);
        _requireEqual(token.balanceOf(FIRST), held - assets);
        _requireAtMost(worth, _worth(vault));
        _requireAtMost(_redeemAll(vault, SECOND), assets);
    }

    function testFuzz_Erc4626_AWithdrawalIsWhatItsPreviewSays(uint256 deposited, uint256 assets) external {
        (IERC4626 vault, IERC20 token) = _held(deposited);
        uint256 most = vault.maxWithdraw(SECOND);
        assets = _bound(assets, 1, most);
        (uint256 preview, uint256 shares, uint256 worth) =
            (vault.previewWithdraw(assets), vault.balanceOf(SECOND), _worth(vault));

        VM.prank(SECOND);
        uint256 burnt = vault.withdraw(assets, THIRD, SECOND);

        _requireEqual(burnt, preview);
        _requireEqual(vault.balanceOf(SECOND), shares - burnt);
        _requireEqual(token.balanceOf(THIRD), assets);
        _requireAtMost(worth, _worth(vault));
        uint256 left = vault.maxWithdraw(SECOND);
        _requireRefused(SECOND, address(vault), abi.encodeCall(IERC4626.withdraw, (left + 1, THIRD, SECOND)));
    }

    function testFuzz_Erc4626_ARedemptionIsWhatItsPreviewSays(uint256 deposited, uint256 shares) external {
        (IERC4626 vault, IERC20 token) = _held(deposited);
        shares = _bound(shares, 1, vault.maxRedeem(SECOND));
        (uint256 preview, uint256 held, uint256 worth) =
            (vault.previewRedeem(shares), vault.balanceOf(SECOND), _worth(vault));
        if (preview == 0) return; // a part of a unit

        VM.prank(SECOND);
        uint256 assets = vault.redeem(shares, THIRD, SECOND);

        _requireEqual(assets, preview);
        _requireEqual(vault.balanceOf(SECOND), held - shares);
        _requireEqual(token.balanceOf(THIRD), assets);
        _requireAtMost(worth, _worth(vault));
        uint256 left = vault.maxRedeem(SECOND);
        _requireRefused(SECOND, address(vault), abi.encodeCall(IERC4626.redeem, (left + 1, THIRD, SECOND)));
    }

    function testFuzz_Erc4626_ConversionsAndPreviewsRoundForTheVault(uint256 assets, uint256 shares) external {
        (IERC4626 vault,) = _funded();
        assets = _bound(assets, 0, MOST);
        shares = _bound(shares, 0, vault.convertToShares(MOST));

        _requireAtMost(vault.convertToAssets(vault.convertToShares(assets)), assets);
        _requireAtMost(vault.convertToShares(vault.convertToAssets(shares)), shares);
        _requireAtMost(vault.previewDeposit(assets), vault.convertToShares(assets));
        _requireAtMost(vault.convertToShares(assets), vault.previewWithdraw(assets));
        _requireAtMost(vault.previewRedeem(shares), vault.convertToAssets(shares));
        _requireAtMost(vault.convertToAssets(shares), vault.previewMint(shares));
    }

    function testFuzz_Erc4626_AnotherNeedsAnAllowance(uint256 deposited, uint256 shares) external {
        (IERC4626 vault, IERC20 token) = _held(deposited);
        shares = _bound(shares, 1, vault.maxRedeem(SECOND));
        if (vault.previewRedeem(shares) == 0) return;
        bytes memory call = abi.encodeCall(IERC4626.redeem, (shares, THIRD, SECOND));
        _requireRefused(THIRD, address(vault), call);

        VM.prank(SECOND);
        vault.approve(THIRD, shares);
        VM.prank(THIRD);
        uint256 assets = vault.redeem(shares, THIRD, SECOND);

        _requireEqual(token.balanceOf(THIRD), assets);
        _requireEqual(vault.allowance(SECOND, THIRD), 0);
    }

    /// @dev The vault, with shares of earlier people that are not worth a round number.
    function _erc4626() internal view virtual returns (IERC4626);

    /// @dev Gives somebody assets.
    function _giveAssets(address to, uint256 amount) internal virtual;

    function _funded() private returns (IERC4626 vault, IERC20 token) {
        vault = _erc4626();
        token = IERC20(vault.asset());
        _giveAssets(FIRST, 2 * MOST);
        VM.prank(FIRST);
        token.approve(address(vault), type(uint256).max);
    }

    /// @dev The second person has shares.
    function _held(uint256 deposited) private returns (IERC4626 vault, IERC20 token) {
        (vault, token) = _funded();
        VM.prank(FIRST);
        vault.deposit(_bound(deposited, 100, MOST), SECOND);
    }

    function _redeemAll(IERC4626 vault, address owner) private returns (uint256) {
        uint256 shares = vault.maxRedeem(owner);
        if (vault.previewRedeem(shares) == 0) return 0;

        VM.prank(owner);
        return vault.redeem(shares, owner, owner);
    }

    /// @dev What the shares of an earlier person are worth, whom nobody may cost anything.
    function _worth(IERC4626 vault) private view returns (uint256) {
        return vault.convertToAssets(vault.balanceOf(EARLIER));
    }
}
