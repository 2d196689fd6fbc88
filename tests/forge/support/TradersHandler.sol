// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { OptionContext, OptionShape } from "../../../interfaces/IOptionTypes.sol";
import { Interval } from "../../../interfaces/IPriceOracle.sol";
import { check } from "./Checks.sol";
import { OptionsWorld } from "./OptionsWorld.sol";
import { isNear, splitOf } from "./Splits.sol";
import { VM } from "./Vm.sol";

/// @notice What happens to traders of one pool whoever they trade by: prices move, time passes, funding is collected, positions
/// are closed. `done` counts, for each action, how often it succeeded. What must hold after one action is checked there.
abstract contract TradersHandler is OptionsWorld {
    using FixedPointMathLib for uint256;

    uint256 public constant TRADERS = 3;
    address public constant KEEPER = address(0xCEE9000);
    uint256 private constant MAX_PRICE = 1e24;
    uint256 private constant WAD = 1e18;

    mapping(bytes4 action => uint256 count) public done;

    /// @dev What funding moves, token units.
    struct Funds {
        uint256 payer;
        uint256 pool;
        uint256 keeper;
        uint256 uncollected;
    }

    error NoPositionAtAll();

    modifier counted() {
        VM.warp(++time);
        _;
        ++done[msg.sig];
    }

    /// @dev O6: an action that changes neither prices nor time lowers the value of no share of the public pool, at one edge.
    modifier steady() {
        bool high = time % 2 == 0;
        (uint256 value, uint256 supply) = (POOL.netAssetValue(high), POOL.totalSupply());
        _;
        check((POOL.netAssetValue(high) + 1) * (supply + 1) >= (value + 1) * (POOL.totalSupply() + 1), "O6");
    }

    /// @notice A trader closes a part or all of a position. V5: that is always possible. O3: at the edge that is cheaper, it
    /// pays at least the payoff and at most all that the option can pay.
    function close(uint256 seed, uint256 size) external counted steady {
        (address account, uint32 seriesId, uint256 held) = _position(seed);
        _close(account, seriesId, size % 3 == 0 ? held : _bound(size, 1, held));
    }

    /// @notice A keeper collects the funding of a position. O5: as far as the balance reaches it goes to the pool, but for a
    /// hundredth to him. The rest is paid by shrinking, and what the position is not worth is recorded; or it stays due.
    function settle(uint256 seed) external counted steady {
        (address account, uint32 seriesId, uint256 held) = _position(seed);
        OptionContext memory context = OPTIONS.contextOf(seriesId);
        uint256 owed = OPTIONS.fundingOwed(account, seriesId);
        Funds memory before = _funds(account);

        VM.prank(KEEPER);
        uint256 collected = OPTIONS.settle(account, seriesId);

        Funds memory present = _funds(account);
        uint256 reward = present.keeper - before.keeper;
        check(collected == owed.min(before.payer) && reward == collected / 100, "O5 collected");
        check(before.payer - present.payer == collected, "O5 paid");
        check(present.pool - before.pool + reward == collected, "O5 received");

        uint256 shortfall = owed - collected;
        bool shrinks = context.index.hi * 1e4 <= context.index.lo * 10_200;
        uint256 lost = shrinks ? shortfall.zeroFloorSub(context.fairValue * held / WAD) : 0;
        check(present.uncollected - before.uncollected == lost, "O5 uncollected");
        check(OPTIONS.fundingOwed(account, seriesId) == (shrinks ? 0 : shortfall), "O5 carried");
    }

    /// @notice Prices move by up to a third, and are confirmed.
    function movePrices(uint256 btc, uint256 tsla) external counted {
        btcPrice = _bound(btcPrice * _bound(btc, 67, 150) / 100, 1e18, MAX_PRICE);
        tslaPrice = _bound(tslaPrice * _bound(tsla, 67, 150) / 100, 1e18, MAX_PRICE);
        _publish();
        time += 121;
        VM.warp(time);
        _publish();
    }

    /// @notice C2: TSLA splits, and its feed prices the new shares, which is no jump. No index changes, and so no payoff.
    function split(uint256 ratio) external counted {
        _publish();
        Interval memory before = ORACLE.indexOf(BTC, TSLA);
        SHARES.setMultiplier(splitOf(SHARES.multiplier(), ratio));
        ++time;
        _publish();

        Interval memory present = ORACLE.indexOf(BTC, TSLA);
        check(isNear(present.lo, before.lo) && isNear(present.hi, before.hi) && isNear(present.mid, before.mid), "C2");
    }

    /// @notice Up to three days pass, in which nobody publishes a price.
    function wait_(uint256 duration) external counted {
        time += _bound(duration, 1, 3 days);
        VM.warp(time);
    }

    /// @notice The size of a position, WAD.
    function positionSize(address account, uint32 seriesId) public view returns (uint256 size) {
        (size,) = OPTIONS.positionOf(account, seriesId);
    }

    /// @notice What all traders have of a series, WAD.
    function sizeOfAll(uint32 seriesId) external view returns (uint256 sum) {
        for (uint256 i = 0; i < TRADERS; ++i) {
            sum += positionSize(trader(i), seriesId);
        }
    }

    /// @notice The accounts of the traders.
    function trader(uint256 seed) public pure virtual returns (address);

    /// @dev The pool that they trade with.
    function _writer() internal view virtual returns (address);

    /// @dev The first position found from a random place in the list of all that may be.
    function _position(uint256 seed) internal view returns (address account, uint32 seriesId, uint256 held) {
        uint32[] memory live = OPTIONS.liveSeriesOf(_writer());
        uint256 places = live.length * TRADERS;
        require(places != 0, NoPositionAtAll());
        for (uint256 i = 0; i < places && held == 0; ++i) {
            uint256 place = addmod(seed, i, places);
            (account, seriesId) = (trader(place), live[place / TRADERS]);
            held = positionSize(account, seriesId);
        }
    }

    function _close(address account, uint32 seriesId, uint256 size) internal {
        (uint256 least, uint256 most) = _payoutRange(account, seriesId, size);

        VM.prank(account);
        try OPTIONS.close(account, seriesId, size, 0, block.timestamp) returns (uint256 payout) {
            check(least <= payout && payout <= most, "O3 payout");
        } catch {
            check(false, "V5");
        }
    }

    /// @dev What closing `size` of a position may pay, token units: fee and funding that the balance does not cover come off.
    function _payoutRange(address account, uint32 seriesId, uint256 size)
        internal
        view
        returns (uint256 least, uint256 most)
    {
        OptionContext memory context = OPTIONS.contextOf(seriesId);
        uint256 edge = context.option.isCall ? context.index.lo : context.index.hi;
        uint256 unpaid = OPTIONS.fundingOwed(account, seriesId).zeroFloorSub(_balanceOf(account));
        unpaid = unpaid.fullMulDivUp(size, positionSize(account, seriesId));

        least = (_payoff(context.option, edge) * size / WAD).zeroFloorSub(unpaid + _mostFee(context, edge, size));
        most = context.option.maxPayoff * size / WAD;
    }

    /// @dev The most that the fee on `size` is, token units.
    function _mostFee(OptionContext memory context, uint256 index, uint256 size) internal pure returns (uint256) {
        return (index * context.market.feeBps / 1e4 + 1) * size / WAD + 1;
    }

    /// @dev WAD per unit. Written here once more, so that it is not the protocol's own.
    function _payoff(OptionShape memory option, uint256 index) internal pure returns (uint256) {
        uint256 inTheMoney =
            option.isCall ? index.zeroFloorSub(option.strike) : uint256(option.strike).zeroFloorSub(index);
        return inTheMoney.min(option.strike * option.width / WAD);
    }

    function _funds(address payer) private view returns (Funds memory) {
        return Funds({
            payer: _balanceOf(payer),
            pool: _balanceOf(_writer()),
            keeper: _balanceOf(KEEPER),
            uncollected: OPTIONS.uncollectedOf(_writer())
        });
    }

    function _balanceOf(address account) internal view returns (uint256) {
        return VAULT.balanceOf(account, TSLA);
    }

    function _bound(uint256 value, uint256 least, uint256 most) internal pure returns (uint256) {
        return least >= most ? most : least + value % (most - least + 1);
    }
}
