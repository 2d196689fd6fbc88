// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";
import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { Action, ActionKind, ActionState, ICorporateActions } from "../../interfaces/ICorporateActions.sol";
import { IRecordHolder } from "../../interfaces/IRecordHolder.sol";
import { IRecordWeights } from "../../interfaces/IRecordWeights.sol";
import { Accounts } from "../libraries/Accounts.sol";

/// @title RecordWeights
/// @notice What distributions and meetings have in common. See `IRecordWeights`.
abstract contract RecordWeights is IRecordWeights {
    using Accounts for address;
    using FixedPointMathLib for uint256;

    /// @dev Where the tokens of a wallet are.
    address internal constant _WALLET = address(0);

    /// @inheritdoc IRecordWeights
    ICorporateActions public immutable actions;

    /// @inheritdoc IRecordWeights
    ICollateralVault public immutable vault;

    constructor(ICollateralVault vault_, ICorporateActions actions_) {
        vault = vault_;
        actions = actions_;
    }

    /// @inheritdoc IRecordWeights
    function weightOf(address token, uint256 epoch, address via, address holder) external view returns (uint256) {
        return _weightOf(token, vault.assetIdOf(token), epoch, via, holder);
    }

    function _weightOf(address token, uint16 assetId, uint256 epoch, address via, address holder)
        internal
        view
        returns (uint256)
    {
        if (via == _WALLET) {
            require(holder != address(0) && holder != token && holder != address(vault), HoldsForOthers(holder));
            return IRecordHolder(token).balanceAtRecord(holder, epoch);
        }

        require(assetId != 0, NotInLedger(token));
        if (via == address(vault)) {
            require(!vault.isProtocolAccount(holder), HoldsForOthers(holder));
            return vault.balanceAtRecord(holder, assetId, epoch);
        }

        require(vault.isProtocolAccount(via), NotRecordPool(via));
        return _poolWeight(vault.balanceAtRecord(via, assetId, epoch), epoch, IRecordHolder(via), holder);
    }

    function _poolWeight(uint256 pooled, uint256 epoch, IRecordHolder pool, address holder)
        private
        view
        returns (uint256)
    {
        require(holder != address(0), HoldsForOthers(holder));
        uint256 supply = pool.supplyAtRecord(epoch);
        return supply == 0 ? 0 : pooled.fullMulDiv(pool.balanceAtRecord(holder, epoch), supply);
    }

    /// @dev A confirmed action of a kind. After its record, which is for the caller to check, it cannot be called off.
    function _confirmedAction(uint256 actionId, ActionKind kind) internal view returns (Action memory action) {
        action = actions.actionOf(actionId);
        bool isConfirmed = action.state >= ActionState.SCHEDULED && action.state <= ActionState.VERIFIED;
        require(isConfirmed && action.kind == kind, NotRecordAction(actionId, action.kind, action.state));
    }

    /// @dev The caller, who must own the account of the ledger.
    function _ownerOf(address account) internal view returns (address) {
        require(account.isOwnedBy(msg.sender), AccountOfAnother(account, msg.sender));
        return msg.sender;
    }
}
