// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import { VM } from "../support/Vm.sol";
import { Properties } from "./Properties.sol";

/// @notice ERC-20, for any token of the protocol and any amounts.
abstract contract Erc20Properties is Properties {
    function testFuzz_Erc20_ATransferMovesWhatItSays(uint256 held, uint256 amount, bool toItself) external {
        (IERC20 token, uint256 supply) = _funded(held);
        held = token.balanceOf(FIRST);
        amount = _bound(amount, 0, held);
        address to = toItself ? FIRST : SECOND;
        uint256 had = token.balanceOf(to);

        VM.prank(FIRST);
        require(token.transfer(to, amount));

        _requireEqual(token.balanceOf(FIRST), toItself ? held : held - amount);
        _requireEqual(token.balanceOf(to), toItself ? had : had + amount);
        _requireEqual(token.totalSupply(), supply);
    }

    function testFuzz_Erc20_NobodySpendsMoreThanHeHas(uint256 held, uint256 more) external {
        (IERC20 token, uint256 supply) = _funded(held);
        held = token.balanceOf(FIRST);
        more = _bound(more, held + 1, type(uint256).max);

        _requireRefused(FIRST, address(token), abi.encodeCall(IERC20.transfer, (SECOND, more)));
        VM.prank(FIRST);
        token.approve(THIRD, type(uint256).max);
        _requireRefused(THIRD, address(token), abi.encodeCall(IERC20.transferFrom, (FIRST, SECOND, more)));

        _requireEqual(token.balanceOf(FIRST), held);
        _requireEqual(token.totalSupply(), supply);
    }

    function testFuzz_Erc20_ASpenderUsesUpWhatHeIsAllowed(uint256 held, uint256 allowed, uint256 amount) external {
        (IERC20 token,) = _funded(held);
        held = token.balanceOf(FIRST);
        amount = _bound(amount, 0, held);
        VM.prank(FIRST);
        require(token.approve(THIRD, allowed));
        _requireEqual(token.allowance(FIRST, THIRD), allowed);

        if (amount > allowed) {
            _requireRefused(THIRD, address(token), abi.encodeCall(IERC20.transferFrom, (FIRST, SECOND, amount)));
            return;
        }
        uint256 had = token.balanceOf(SECOND);
        VM.prank(THIRD);
        require(token.transferFrom(FIRST, SECOND, amount));

        _requireEqual(token.balanceOf(FIRST), held - amount);
        _requireEqual(token.balanceOf(SECOND), had + amount);
        _requireEqual(token.allowance(FIRST, THIRD), allowed == type(uint256).max ? allowed : allowed - amount);
        _requireEqual(token.allowance(FIRST, SECOND), 0);
    }

    function testFuzz_Erc20_NobodyReachesTheZeroAddress(uint256 held, uint256 amount) external {
        (IERC20 token,) = _funded(held);
        amount = _bound(amount, 0, token.balanceOf(FIRST));

        _requireRefused(FIRST, address(token), abi.encodeCall(IERC20.transfer, (address(0), amount)));
    }

    /// @dev The token.
    function _erc20() internal view virtual returns (IERC20);

    /// @dev Gives the first person about so many tokens.
    function _give(uint256 amount) internal virtual;

    function _funded(uint256 held) private returns (IERC20 token, uint256 supply) {
        _give(_bound(held, 1, 1e27));
        token = _erc20();
        supply = token.totalSupply();
    }
}
