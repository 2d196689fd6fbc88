// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { MarketStatus, OptionContext } from "../../interfaces/IOptionTypes.sol";
import { IntervalMath } from "../libraries/IntervalMath.sol";
import { Interval } from "../../interfaces/IPriceOracle.sol";
import { PackedIds } from "../libraries/PackedIds.sol";
import { TokenUnits } from "../libraries/TokenUnits.sol";
import { OptionBooks } from "./OptionBooks.sol";

/// @title OptionPositions
/// @notice The positions of `PerpetualOptions`: what accounts hold, the funding that is collected from them, and the one
/// place from which money moves.
abstract contract OptionPositions is OptionBooks {
    using FixedPointMathLib for uint256;
    using IntervalMath for Interval;
    using PackedIds for mapping(uint256 => uint256);
    using SafeCast for uint256;

    /// @notice What the caller of `settle` gets of the funding that he collects.
    uint256 public constant SETTLER_REWARD_BPS = 100;

    /// @dev What becomes of a position's place in its account's list.
    enum Place {
        Kept,
        Taken,
        Freed
    }

    /* FUNDING */

    /// @dev What `size` of a position owes.
    function _owed(Series memory series, Position memory position, OptionContext memory context, uint256 size)
        internal
        pure
        returns (uint256)
    {
        return TokenUnits.fundingUp(size, series.fundingIndex - position.fundingIndex, context.unit);
    }

    /// @dev Takes the funding due from the account's balance to the pool, less the reward of whoever collects it. What
    /// the balance does not cover is paid by shrinking, or stays due where the interval is wide or the position closes.
    function _collect(
        Series memory series,
        Position memory position,
        OptionContext memory context,
        address account,
        address collector,
        bool mayShrink
    ) internal returns (uint256 collected) {
        uint256 owed = _owed(series, position, context, position.size);
        if (owed == 0) return 0;

        uint256 reward;
        (collected, reward) = _takeFunding(context.market.settlementId, account, context.pool, owed, collector);
        uint256 shortfall = owed - collected;
        _resolve(series, collected);
        if (collected != 0) emit FundingCollected(account, context.seriesId, collected, reward);

        if (shortfall == 0) {
            position.fundingIndex = series.fundingIndex;
        } else if (mayShrink && _isTight(context)) {
            position.fundingIndex = series.fundingIndex;
            _shrink(series, position, context, account, shortfall);
        } else {
            // Rounded so that exactly the shortfall stays due; if nothing was paid, nothing changes.
            if (collected != 0) {
                uint256 behind = TokenUnits.indexDown(shortfall, position.size, context.unit);
                position.fundingIndex = uint160(series.fundingIndex - behind);
            }
            emit FundingCarried(account, context.seriesId, shortfall);
        }
    }

    /// @dev Whether the index is known well enough to shrink a position at its mid.
    function _isTight(OptionContext memory context) private view returns (bool) {
        if (context.index.hi == 0 && context.market.status != MarketStatus.Final) _loadIndex(context, Prices.Any);
        return context.index.isTight();
    }

    /// @dev Takes `size` off the position, of whose funding `paid` is paid otherwise than from a balance. What it does not
    /// pay is recorded as uncollected, never booked.
    function _reduce(
        Series memory series,
        Position memory position,
        OptionContext memory context,
        address account,
        uint256 size,
        uint256 owed,
        uint256 paid
    ) internal {
        _resolve(series, owed);
        if (owed != paid) {
            _uncollected[context.pool] += owed - paid;
            emit FundingUncollected(account, context.seriesId, owed - paid);
        }

        position.size -= uint96(size);
        _takeFrom(series, context, size);
    }

    /// @dev The position gives up as much of itself as is worth the shortfall, at its value, rounded up.
    function _shrink(
        Series memory series,
        Position memory position,
        OptionContext memory context,
        address account,
        uint256 shortfall
    ) private {
        uint256 size = position.size;
        uint256 worth = TokenUnits.amountDown(context.fairValue, size, context.unit);
        uint256 paid = shortfall.min(worth);
        if (paid < worth) size = TokenUnits.sizeUp(paid, context.fairValue, context.unit).min(size);

        _reduce(series, position, context, account, size, shortfall, paid);

        emit Shrunk(account, context.seriesId, size, shortfall);
    }

    /// @dev Funding that is no longer due. Positions round their debts up one by one, their series does so once.
    function _resolve(Series memory series, uint256 amount) private pure {
        series.accrued = uint112(uint256(series.accrued).zeroFloorSub(amount));
    }

    /* POSITIONS */

    /// @dev Stores a position. A new one takes a place in the account's list and must keep its token's in the ledger; an
    /// ended one frees both.
    function _setPosition(address account, uint32 seriesId, Position memory position) internal returns (Place place) {
        mapping(uint256 => uint256) storage list = _lists[account];
        Position storage stored = _positions[account][seriesId];
        bool wasHeld = stored.size != 0;

        if (position.size == 0) {
            delete _positions[account][seriesId];
            if (wasHeld) {
                list.set(list.find(seriesId, MAX_POSITIONS), 0);
                return Place.Freed;
            }
        } else {
            (stored.size, stored.fundingIndex) = (position.size, position.fundingIndex);
            if (!wasHeld) {
                uint256 free = list.find(0, MAX_POSITIONS);
                require(free < MAX_POSITIONS, TooManyPositions(account, MAX_POSITIONS));
                list.set(free, seriesId);
                return Place.Taken;
            }
        }
    }

    /// @dev Adds size to a position; the funding due on both parts stays what it was, rounded up.
    function _add(Position memory position, uint256 size, uint256 fundingIndex) internal pure {
        uint256 sum = (position.size + size).toUint96();
        // Cannot overflow: both sizes together fit 96 bits, and an index 160.
        unchecked {
            uint256 weighed = position.size * uint256(position.fundingIndex) + size * fundingIndex;
            position.fundingIndex = uint160(weighed / sum);
        }
        position.size = uint96(sum);
    }

    function _requirePosition(address account, uint32 seriesId) internal view returns (Position memory position) {
        position = _positionAt(account, seriesId);
        require(position.size != 0, NoPosition(account, seriesId));
    }

    /* MONEY */

    /// @dev Funding goes from the balance, as far as it reaches, to the pool; a collector gets his part.
    function _takeFunding(uint16 assetId, address account, address pool, uint256 owed, address collector)
        private
        returns (uint256 collected, uint256 reward)
    {
        collected = VAULT.collect(assetId, account, pool, owed, collector, SETTLER_REWARD_BPS);
        reward = collector == address(0) ? 0 : collected.mulDiv(SETTLER_REWARD_BPS, BPS);
    }

    /// @dev The account pays its pool a premium, and beside it a fee that this contract keeps until it is distributed.
    /// A new position pins the token.
    function _payPool(OptionContext memory context, address account, uint256 premium, uint256 fee, Place place)
        internal
    {
        VAULT.charge(
            context.market.settlementId, account, context.pool, premium, address(this), fee, place == Place.Taken
        );
    }

    /// @dev The pool pays an account its payout, and beside it such a fee. Nothing holds that up. An ended position unpins
    /// the token.
    function _payAccount(OptionContext memory context, address account, uint256 payout, uint256 fee, Place place)
        internal
    {
        VAULT.moveWithFee(
            context.market.settlementId, context.pool, account, payout, address(this), fee, place == Place.Freed
        );
    }
}
