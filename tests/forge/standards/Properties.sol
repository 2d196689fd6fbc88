// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { VM } from "../support/Vm.sol";

/// @notice What the suites of the standards share: four people, and comparisons that say what they found.
abstract contract Properties {
    // Of different owners in the ledger, where 256 addresses are one owner's.
    address internal constant FIRST = address(0x57D0100);
    address internal constant SECOND = address(0x57D0200);
    address internal constant THIRD = address(0x57D0300);
    address internal constant EARLIER = address(0x57D0400);

    error Unequal(uint256 found, uint256 expected);
    error Above(uint256 found, uint256 most);
    error Allowed(bytes call);

    function _requireEqual(uint256 found, uint256 expected) internal pure {
        require(found == expected, Unequal(found, expected));
    }

    function _requireAtMost(uint256 found, uint256 most) internal pure {
        require(found <= most, Above(found, most));
    }

    /// @dev Fails if the call succeeds.
    function _requireRefused(address caller, address target, bytes memory call) internal {
        VM.prank(caller);
        (bool done,) = target.call(call);
        require(!done, Allowed(call));
    }

    function _bound(uint256 value, uint256 least, uint256 most) internal pure returns (uint256) {
        return most == type(uint256).max && least == 0 ? value : least + value % (most - least + 1);
    }
}
