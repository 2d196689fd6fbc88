// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title CoverMock
/// @notice Stands for the options of a pool, which lock whatever it is told.
contract CoverMock {
    uint256 private _reserve;

    function setReserve(uint256 reserve) external {
        _reserve = reserve;
    }

    function registerPool(address, uint16, bool) external pure { }

    function reserveOf(address) external view returns (uint256, uint256) {
        return (_reserve, 0);
    }
}
