// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The cheat codes of forge that the tests use.
interface Vm {
    function warp(uint256 timestamp) external;
    function prank(address sender) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function snapshotState() external returns (uint256 id);
    function revertToState(uint256 id) external returns (bool done);
    function chainId(uint256 newChainId) external;
    function addr(uint256 privateKey) external returns (address);
    function sign(uint256 privateKey, bytes32 digest) external returns (uint8 v, bytes32 r, bytes32 s);
    function envOr(string calldata name, bool otherwise) external view returns (bool);
    function toString(bytes calldata value) external pure returns (string memory);
    function writeLine(string calldata path, string calldata line) external;
}

Vm constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
