// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Address } from "@openzeppelin/contracts/utils/Address.sol";

/// @title BatchCaller
/// @notice Calls other contracts for whoever sends a batch to the ledger. If the ledger called them itself, its own rights
/// and tokens could be ordered about by anybody; this contract has none.
contract BatchCaller {
    /// @notice Thrown when anybody but the ledger calls.
    error NotBatching(address caller);

    address public immutable LEDGER = msg.sender;

    /// @notice Calls `target` and hands on what it returns or reverts with. For the ledger.
    function forward(address target, bytes calldata data) external returns (bytes memory) {
        require(msg.sender == LEDGER, NotBatching(msg.sender));

        return Address.functionCall(target, data);
    }
}
