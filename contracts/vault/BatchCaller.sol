// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Address } from "@openzeppelin/contracts/utils/Address.sol";

import { IBatchCaller } from "../../interfaces/IBatchCaller.sol";
import { Call, ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { IPriceOracle } from "../../interfaces/IPriceOracle.sol";

/// @title BatchCaller
/// @notice Calls other contracts for whoever sends a batch to the ledger, and brings the prices that a batch needs.
contract BatchCaller is IBatchCaller {
    address public immutable override LEDGER = msg.sender;

    /// @notice Takes what an oracle gives back of the fees for updates.
    receive() external payable { }

    /// @inheritdoc IBatchCaller
    function batchAtPrices(
        IPriceOracle oracle,
        uint16[] calldata assetIds,
        bytes[] calldata updateData,
        Call[] calldata calls
    ) external payable override returns (bytes[] memory results) {
        oracle.refresh{ value: msg.value }(assetIds, updateData);
        results = ICollateralVault(LEDGER).batchOf(msg.sender, calls);

        uint256 refund = address(this).balance;
        if (refund != 0) Address.sendValue(payable(msg.sender), refund);
    }

    /// @inheritdoc IBatchCaller
    function forward(address target, bytes calldata data) external override returns (bytes memory) {
        require(msg.sender == LEDGER, NotBatching(msg.sender));

        return Address.functionCall(target, data);
    }
}
