// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Checkpoints } from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";
import { ICustodyRegistry } from "../../interfaces/ICustodyRegistry.sol";
import { IScaledUIAmount } from "../../interfaces/IScaledUIAmount.sol";
import { IScaledUIAmountConversion } from "../../interfaces/IScaledUIAmountConversion.sol";
import { IScaledUIAmountNewUIMultiplier } from "../../interfaces/IScaledUIAmountNewUIMultiplier.sol";
import { IStockToken } from "../../interfaces/IStockToken.sol";

/// @title ShareMultiplier
/// @notice The part of a stock token that knows how many shares a raw token stands for, in the past, now and as scheduled.
abstract contract ShareMultiplier is IStockToken {
    using Checkpoints for Checkpoints.Trace208;

    uint256 internal constant _WAD = 1e18;

    /// @dev A million shares per raw token: far from the 3e26 that the packed slot holds.
    uint256 private constant _MAX_MULTIPLIER = 1e24;

    /// @inheritdoc IStockToken
    address public immutable registry;

    /* STORAGE */

    /// @dev Everything a reader needs to know the multiplier now, in one slot.
    struct Scaling {
        uint88 current; // shares per raw token before `effectiveAt`, WAD
        uint88 next; // shares per raw token from `effectiveAt` on, WAD
        uint40 effectiveAt; // Unix seconds; 0 if no action is scheduled and none took effect since the last was
        uint16 nonce; // action nonce before `effectiveAt`
        uint16 nextNonce; // action nonce from `effectiveAt` on; never used for another action
    }

    Scaling private _scaling;
    Checkpoints.Trace208 private _multipliers; // effective time => WAD, of all multipliers before the present one

    modifier onlyCorporateActions() {
        require(msg.sender == ICustodyRegistry(registry).corporateActions(), StockTokenOnlyCorporateActions(msg.sender));
        _;
    }

    constructor(address registry_) {
        registry = registry_;
    }

    /// @inheritdoc IStockToken
    function setUIMultiplier(uint256 newMultiplier, uint256 effectiveAtTimestamp) external onlyCorporateActions {
        Scaling memory scaling = _scaling;
        (uint256 current, uint256 nonce) = _inForce(scaling);

        require(
            newMultiplier != 0 && newMultiplier <= _MAX_MULTIPLIER, MultiplierOutOfRange(newMultiplier, _MAX_MULTIPLIER)
        );
        require(
            effectiveAtTimestamp > block.timestamp && effectiveAtTimestamp <= type(uint40).max,
            EffectiveTimeNotInFuture(effectiveAtTimestamp, block.timestamp)
        );

        // What has taken effect becomes the base; what has not is replaced, and its nonce with it.
        if (nonce != scaling.nonce) _multipliers.push(scaling.effectiveAt, scaling.next);
        _scaling = Scaling({
            current: uint88(current),
            next: uint88(newMultiplier),
            effectiveAt: uint40(effectiveAtTimestamp),
            nonce: uint16(nonce),
            nextNonce: scaling.nextNonce + 1
        });
        emit UIMultiplierUpdated(current, newMultiplier, effectiveAtTimestamp);
    }

    /// @inheritdoc IStockToken
    function cancelUIMultiplier() external onlyCorporateActions {
        Scaling memory scaling = _scaling;

        require(block.timestamp < scaling.effectiveAt, NoMultiplierScheduled());

        _scaling.next = scaling.current;
        _scaling.effectiveAt = 0;
        emit UIMultiplierUpdated(scaling.current, scaling.current, block.timestamp);
    }

    /// @inheritdoc IStockToken
    function multiplier() public view returns (uint256 multiplier_) {
        (multiplier_,) = _inForce(_scaling);
    }

    /// @inheritdoc IStockToken
    function multiplierAt(uint256 timestamp) external view returns (uint256) {
        Scaling memory scaling = _scaling;
        if (scaling.effectiveAt != 0 && timestamp >= scaling.effectiveAt) return scaling.next;

        uint256 past = _multipliers.upperLookupRecent(uint48(FixedPointMathLib.min(timestamp, type(uint48).max)));
        return past == 0 ? _WAD : past;
    }

    /// @inheritdoc IStockToken
    function actionNonce() external view returns (uint256 actionNonce_) {
        (, actionNonce_) = _inForce(_scaling);
    }

    /// @inheritdoc IStockToken
    function multiplierAndNonce() external view returns (uint256, uint256) {
        return _inForce(_scaling);
    }

    /// @inheritdoc IStockToken
    function multiplierOfNonce(uint256 nonce) external view returns (uint256) {
        Scaling memory scaling = _scaling;
        (uint256 current, uint256 currentNonce) = _inForce(scaling);

        if (nonce == currentNonce) return current;
        return nonce == scaling.nextNonce && block.timestamp < scaling.effectiveAt ? scaling.next : 0;
    }

    /// @inheritdoc IScaledUIAmount
    function uiMultiplier() external view returns (uint256) {
        return multiplier();
    }

    /// @inheritdoc IScaledUIAmountNewUIMultiplier
    function newUIMultiplier() external view returns (uint256) {
        return _scaling.next;
    }

    /// @inheritdoc IScaledUIAmountNewUIMultiplier
    function effectiveAt() external view returns (uint256) {
        return _scaling.effectiveAt;
    }

    /// @inheritdoc IScaledUIAmountConversion
    function toUIAmount(uint256 rawAmount) public view returns (uint256) {
        return FixedPointMathLib.fullMulDiv(rawAmount, multiplier(), _WAD);
    }

    /// @inheritdoc IScaledUIAmountConversion
    function fromUIAmount(uint256 uiAmount) external view returns (uint256) {
        return FixedPointMathLib.fullMulDiv(uiAmount, _WAD, multiplier());
    }

    /* INTERNAL */

    /// @dev What a fresh clone starts with.
    function _startMultiplier() internal {
        _scaling.current = uint88(_WAD);
        _scaling.next = uint88(_WAD);
    }

    function _inForce(Scaling memory scaling) private view returns (uint256 multiplier_, uint256 nonce) {
        if (scaling.effectiveAt == 0 || block.timestamp < scaling.effectiveAt) return (scaling.current, scaling.nonce);
        return (scaling.next, scaling.nextNonce);
    }
}
