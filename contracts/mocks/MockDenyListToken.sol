// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MockToken } from "./MockToken.sol";

/// @title MockDenyListToken
/// @notice Transfers neither from nor to whoever is denied.
contract MockDenyListToken is MockToken {
    /// @notice Thrown by a transfer from or to somebody on the list.
    error MockAccountDenied(address account);

    mapping(address account => bool) public isDenied;

    constructor() MockToken("Deny list", "DENY", 18) { }

    function deny(address account, bool denied) external {
        isDenied[account] = denied;
    }

    function _update(address from, address to, uint256 amount) internal override {
        require(!isDenied[from], MockAccountDenied(from));
        require(!isDenied[to], MockAccountDenied(to));
        super._update(from, to, amount);
    }
}
