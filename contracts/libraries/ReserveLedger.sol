// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";
import { ICustodyRegistry } from "../../interfaces/ICustodyRegistry.sol";

/// @title ReserveLedger
/// @notice How the statements of a stock's custodians add up to its reserve.
library ReserveLedger {
    using FixedPointMathLib for uint256;
    using SafeCast for uint256;

    /// @dev Records a statement. Less than what counts, counts at once; more than that waits.
    function recordAttestation(
        ICustodyRegistry.Holding storage holding,
        ICustodyRegistry.Attestation calldata attestation,
        uint256 multiplier
    ) internal {
        uint256 counted = holding.countedShares;
        uint256 pending = holding.pendingShares;
        if (holding.asOf != 0 && holding.actionNonce != attestation.actionNonce) {
            // Up, because a rounding must not turn an exact split into an increase that waits.
            counted = counted.fullMulDivUp(multiplier, holding.multiplier);
            pending = pending.fullMulDiv(multiplier, holding.multiplier);
        }

        if (attestation.sharesHeld <= counted) {
            (counted, pending, holding.pendingAsOf) = (attestation.sharesHeld, 0, 0);
        } else if (holding.pendingAsOf == 0) {
            pending = attestation.sharesHeld;
            holding.pendingAsOf = attestation.asOf;
        } else {
            // The level that waits keeps its time, or a busy custodian would put it off for ever.
            pending = pending.min(attestation.sharesHeld);
        }

        holding.countedShares = counted.toUint128();
        holding.pendingShares = pending.toUint128();
        holding.latestShares = attestation.sharesHeld;
        holding.asOf = attestation.asOf;
        holding.validUntil = attestation.validUntil;
        holding.sequence = attestation.sequence;
        holding.actionNonce = attestation.actionNonce;
        holding.multiplier = multiplier.toUint96();
        holding.reportHash = attestation.reportHash;
    }

    /// @dev Counts what has waited long enough, then adds up, in shares as of the action nonce attested last. What
    /// other custodians counted before or after a corporate action is converted; `isUniform` says that there is none.
    function sum(
        mapping(uint16 custodianId => ICustodyRegistry.Holding) storage holdings,
        uint16[] memory custodianIds,
        uint256 actionNonce,
        uint256 multiplier
    ) internal returns (ICustodyRegistry.Reserve memory reserve) {
        (uint256 oldest, uint256 secondOldest) = (type(uint256).max, type(uint256).max);
        for (uint256 i; i < custodianIds.length; ++i) {
            uint256 asOf = holdings[custodianIds[i]].asOf;
            if (asOf < oldest) (oldest, secondOldest) = (asOf, oldest);
            else if (asOf < secondOldest) secondOldest = asOf;
        }

        uint256 shares;
        reserve.asOf = oldest.toUint40();
        reserve.validUntil = type(uint40).max;
        reserve.actionNonce = actionNonce.toUint32();
        reserve.isUniform = true;
        for (uint256 i; i < custodianIds.length; ++i) {
            ICustodyRegistry.Holding storage holding = holdings[custodianIds[i]];
            if (holding.asOf == 0) {
                reserve.validUntil = 0;
                continue;
            }

            _countPending(holding, holding.asOf == oldest ? secondOldest : oldest);
            if (holding.actionNonce != actionNonce) reserve.isUniform = false;
            if (holding.validUntil < reserve.validUntil) reserve.validUntil = holding.validUntil;
            shares += holding.multiplier == multiplier
                ? holding.countedShares
                : uint256(holding.countedShares).fullMulDiv(multiplier, holding.multiplier);
        }
        reserve.shares = shares.toUint128();
    }

    /// @dev Adds shares that left the custodian. Two groups, so that a delivery after the first does not move its time.
    function recordDelivery(ICustodyRegistry.Holding storage holding, uint256 shares) internal {
        if (holding.releasableAt == 0) {
            holding.releasableShares = shares.toUint128();
            holding.releasableAt = uint40(block.timestamp);
        } else {
            holding.laterShares = (holding.laterShares + shares).toUint128();
            holding.laterAt = uint40(block.timestamp);
        }
    }

    /// @dev Releases the deliveries that a statement for `asOf` has seen.
    function releaseDelivered(ICustodyRegistry.Holding storage holding, uint256 asOf) internal returns (uint256 freed) {
        while (holding.releasableAt != 0 && holding.releasableAt < asOf) {
            freed += holding.releasableShares;
            (holding.releasableShares, holding.releasableAt) = (holding.laterShares, holding.laterAt);
            (holding.laterShares, holding.laterAt) = (0, 0);
        }
    }

    /// @dev `othersAsOf` is the oldest statement of the other custodians.
    function _countPending(ICustodyRegistry.Holding storage holding, uint256 othersAsOf) private {
        if (holding.pendingAsOf == 0 || othersAsOf <= holding.pendingAsOf) return;

        holding.countedShares = holding.pendingShares;
        (holding.pendingShares, holding.pendingAsOf) = (0, 0);
        if (holding.latestShares <= holding.countedShares) return;

        if (othersAsOf > holding.asOf) holding.countedShares = holding.latestShares;
        else (holding.pendingShares, holding.pendingAsOf) = (holding.latestShares, holding.asOf);
    }
}
