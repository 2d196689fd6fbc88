// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";

/// @title MockOptionMargin
/// @notice What ledger and liquidation see of the options: positions that anybody writes, worth what he says, which pay out
/// from this contract's own account when they are closed.
contract MockOptionMargin {
    struct Position {
        uint32 seriesId;
        uint256 size; // WAD
        uint256 valueUsd; // of all of it, WAD
        uint256 owedUsd; // of all of it, WAD
        uint16 payoutId;
        uint256 payout; // for all of it, token units
    }

    ICollateralVault public immutable VAULT;

    mapping(address account => Position[]) private _positions;

    error NoSuchPosition(address account, uint32 seriesId);

    constructor(ICollateralVault vault) {
        VAULT = vault;
    }

    function write(address account, Position calldata position) external {
        _positions[account].push(position);
    }

    function liquidate(address account, uint32 seriesId, uint256 size) external returns (uint256 payout) {
        Position[] storage positions = _positions[account];
        for (uint256 i; i < positions.length; ++i) {
            Position memory position = positions[i];
            if (position.seriesId != seriesId) continue;

            if (size >= position.size) {
                payout = position.payout;
                positions[i] = positions[positions.length - 1];
                positions.pop();
            } else {
                payout = position.payout * size / position.size;
                positions[i].valueUsd -= position.valueUsd * size / position.size;
                positions[i].owedUsd -= position.owedUsd * size / position.size;
                positions[i].payout -= payout;
                positions[i].size -= size;
            }
            VAULT.move(position.payoutId, address(this), account, payout);
            return payout;
        }
        revert NoSuchPosition(account, seriesId);
    }

    function positionsOf(address account) external view returns (uint32[] memory seriesIds) {
        Position[] storage positions = _positions[account];
        seriesIds = new uint32[](positions.length);
        for (uint256 i; i < positions.length; ++i) {
            seriesIds[i] = positions[i].seriesId;
        }
    }

    function marginOf(address account) external view returns (uint256 valueUsd, uint256 owedUsd) {
        Position[] storage positions = _positions[account];
        for (uint256 i; i < positions.length; ++i) {
            valueUsd += positions[i].valueUsd;
            owedUsd += positions[i].owedUsd;
        }
    }
}
