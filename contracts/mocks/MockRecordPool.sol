// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IRecordHolder } from "../../interfaces/IRecordHolder.sol";

/// @title MockRecordPool
/// @notice Says of its share holders whatever it is told, and calls what it is told to.
contract MockRecordPool is IRecordHolder {
    mapping(address account => mapping(uint256 epoch => uint256)) public override balanceAtRecord;
    mapping(uint256 epoch => uint256) public override supplyAtRecord;

    function setShares(uint256 epoch, address account, uint256 shares) external {
        balanceAtRecord[account][epoch] = shares;
    }

    function setSupply(uint256 epoch, uint256 shares) external {
        supplyAtRecord[epoch] = shares;
    }

    function callAsPool(address target, bytes calldata data) external {
        (bool succeeded, bytes memory answer) = target.call(data);
        // What the target answered is what the caller gets.
        if (!succeeded) assembly ("memory-safe") { revert(add(answer, 32), mload(answer)) }
    }
}
