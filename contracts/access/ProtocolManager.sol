// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessManager } from "@openzeppelin/contracts/access/manager/AccessManager.sol";

/// @title ProtocolManager
/// @notice OpenZeppelin's access manager as it comes, under a name that belongs to the build: who may call what, and
/// after which delay. The role ids are in `Roles`.
contract ProtocolManager is AccessManager {
    constructor(address initialAdmin) AccessManager(initialAdmin) { }
}
