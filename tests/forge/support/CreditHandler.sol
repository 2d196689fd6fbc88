// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PriceSourceMock } from "../../../contracts/mocks/PriceSourceMock.sol";
import { Closing, CollateralOrder } from "../../../interfaces/ILiquidation.sol";
import { Interval } from "../../../interfaces/IPriceOracle.sol";
import { Health, RiskIncrease } from "../../../interfaces/IRiskEngine.sol";
import { check } from "./Checks.sol";
import { LedgerHandler } from "./LedgerHandler.sol";
import { isNear, splitOf } from "./Splits.sol";
import { VM } from "./Vm.sol";

/// @notice What borrowers, lenders and liquidators do, with arguments that mostly make sense.
contract CreditHandler is LedgerHandler {
    uint256 private constant _PRICE_STEP_SECONDS = 121;

    /// @dev Before the action time passes, and the last price is published again.
    modifier fresh(uint256 duration) {
        time += duration;
        VM.warp(time);
        _publish();
        _;
    }

    /// @dev Before the action, the account gets into trouble.
    modifier distressed(uint256 who) {
        _publish();
        _distress(account(who % BORROWERS));
        _;
    }

    /* BORROWERS */

    /// @notice A borrower brings collateral if he has no room, borrows, and takes what he got out.
    function borrow(uint256 who, uint256 asset, uint256 amount) external counted fresh(0) harmless(who) {
        _borrow(account(who % BORROWERS), _id(asset), amount);
    }

    /// @notice A borrower repays a part of a debt with money that he brings. V5: nothing stands in the way.
    function repay(uint256 who, uint256 asset, uint256 amount) external counted harmless(who) {
        (address from, uint16 id) = (account(who % BORROWERS), _id(asset));
        if (poolOf[id].debtOf(from) == 0) id = id == USDC ? TSLA : USDC;
        uint256 owed = poolOf[id].debtOf(from);
        amount = _bound(amount, 1, owed);
        _fund(from, id, amount);

        VM.prank(from);
        try VAULT.repay(id, from, from, amount) returns (uint256 repaid) {
            check(repaid == amount && poolOf[id].debtOf(from) >= owed - amount, "V7");
        } catch {
            check(false, "V5");
        }
    }

    /// @notice V4, V5: every feed fails, everything that can be paused is, and the market is halted. Who owes nothing takes all
    /// that he has out, and debts are repaid, by their borrower and by somebody else.
    function leave(uint256 who, uint256 asset) external counted {
        (address from, uint16 id) = (account(who % BORROWERS), _id(asset));
        uint256 state = VM.snapshotState();
        SOURCE.setFailure(PriceSourceMock.Failure.Revert);
        for (uint16 each = USDC; each <= TSLA; ++each) {
            ORACLE.setHalted(each, true);
            _pauseAll(each);
        }
        VM.warp(time + 1 hours);

        bool isRepaid = _repaysFrom(LIQUIDATOR, from, id) && _repaysFrom(from, from, id);
        bool isOut = VAULT.debtsOf(from).length != 0 || _takesOut(from, id);
        VM.revertToState(state);

        check(isOut, "V4");
        check(isRepaid, "V5");
    }

    /* LENDERS */

    /// @notice The lender adds to a pool. V7: whoever takes it out again in the same second gains nothing.
    function supply(uint256 asset, uint256 amount) external counted harmless(BORROWERS) {
        uint16 id = _id(asset);
        amount = _bound(amount, _whole(id, 1) / 1e3, _whole(id, 1_000_000));
        uint256 shares = _supply(LENDER, id, amount);
        check(poolOf[id].previewRedeem(shares) <= amount, "V7");
    }

    /// @notice The lender takes from a pool what it has.
    function redeem(uint256 asset, uint256 part) external counted harmless(BORROWERS) {
        uint16 id = _id(asset);
        uint256 shares = poolOf[id].maxRedeem(LENDER) * _bound(part, 1, 100) / 400;

        VM.prank(LENDER);
        poolOf[id].redeem(shares, LENDER, LENDER);
    }

    /// @notice Somebody makes the insurance's part of the interest its own.
    function accrue(uint256 asset) external counted harmless(BORROWERS) {
        poolOf[_id(asset)].accrue();
    }

    /* PRICES AND TIME */

    /// @notice The price of TSLA moves by up to a third, and is confirmed.
    function movePrice(uint256 perCent) external counted {
        _movePrice(_bound(perCent, 67, 150));
    }

    /// @notice C2: TSLA splits, and its feed prices the new shares, which is no jump. Health is what it was, but for rounding and
    /// a second's interest.
    function split(uint256 ratio) external counted fresh(0) {
        Interval memory before = ORACLE.intervalOf(TSLA);
        uint256[] memory collateral = _collateral();
        SHARES.setMultiplier(splitOf(SHARES.multiplier(), ratio));
        VM.warp(++time);
        _publish();

        Interval memory present = ORACLE.intervalOf(TSLA);
        check(isNear(present.lo, before.lo) && isNear(present.hi, before.hi) && isNear(present.mid, before.mid), "C2");
        for (uint256 i; i < BORROWERS; ++i) {
            Health memory health = ENGINE.maintenanceHealthOf(account(i));
            check(
                isNear(health.collateral, collateral[i]) && health.debt == _weightOfDebts(account(i), present.mid), "C2"
            );
        }
    }

    /// @notice V3: up to thirty days pass, in which nobody publishes a price. Collateral counts as much as before, and what
    /// counts against it is the debts at the same prices, with interest.
    function wait_(uint256 duration) external counted {
        uint256[] memory before = _collateral();
        uint256 mid = ORACLE.midOf(TSLA);
        time += _bound(duration, 1, 30 days);
        VM.warp(time);
        for (uint256 i; i < BORROWERS; ++i) {
            Health memory present = ENGINE.maintenanceHealthOf(account(i));
            check(present.collateral == before[i] && present.debt == _weightOfDebts(account(i), mid), "V3");
        }
    }

    /* LIQUIDATION */

    /// @notice The price moves against an account that owes something until it is liquidatable, and somebody marks it.
    function distress(uint256 who) external counted fresh(0) {
        _distress(account(who % BORROWERS));
    }

    /// @notice Somebody ends the mark of an account that is healthy, because the price has recovered or the debt is repaid.
    function recover(uint256 who) external counted fresh(0) {
        address from = account(who % BORROWERS);
        _distress(from);
        for (uint256 i; i < 12 && _isLiquidatable(from); ++i) {
            _movePrice(poolOf[TSLA].debtOf(from) == 0 ? 130 : 75);
        }
        LIQUIDATION.unmark(from);
        check(LIQUIDATION.markedAt(from) == 0, "unmark");
    }

    /// @notice The liquidator buys what he can pay for, up to two hours later. Losses reach the lenders last.
    /// V2: the account is no further below water than before. V6: in two parts, in the same second, he gains no more.
    function liquidate(uint256 who, uint256 delay, uint256 paid, uint256 first)
        external
        counted
        distressed(who)
        fresh(delay % 2 hours)
        harmless(who)
    {
        address from = account(who % BORROWERS);
        CollateralOrder[] memory orders = new CollateralOrder[](2);
        bool sellsUsdc = first % 2 == 0;
        orders[0] = _order(sellsUsdc ? USDC : TSLA, paid);
        orders[1] = _order(sellsUsdc ? TSLA : USDC, paid);
        uint256 atOnce = _gain(from, orders[0], 0);
        // A unit of each token, by which each of the two sales rounds.
        check(_gain(from, orders[0], 1 + first % 99) <= atOnce + 2 * (1e12 + price / 1e18 + 1), "V6");
        uint256[2] memory losses = [poolOf[USDC].totalLoss(), poolOf[TSLA].totalLoss()];
        Health memory before = ENGINE.maintenanceHealthOf(from);

        VM.prank(LIQUIDATOR);
        LIQUIDATION.liquidate(from, LIQUIDATOR, new Closing[](0), orders);

        Health memory health = ENGINE.maintenanceHealthOf(from);
        // A cent, at 10,000 bps.
        if (health.debt > health.collateral) {
            check(health.debt - health.collateral <= before.debt - before.collateral + 1e20, "V2");
        }
        check(health.collateral >= health.debt == (LIQUIDATION.markedAt(from) == 0), "mark");
        for (uint16 id = USDC; id <= TSLA; ++id) {
            if (poolOf[id].totalLoss() == losses[id - 1]) continue;
            check(VAULT.balanceOf(INSURANCE, id) == 0 && poolOf[id].balanceOf(INSURANCE) == 0, "insurance first");
            check(VAULT.debtsOf(from).length == 0, "debts end");
        }
    }

    /// @notice The insurance gets money, some of which it lends.
    function insure(uint256 asset, uint256 amount) external counted {
        uint16 id = _id(asset);
        amount = _bound(amount, _whole(id, 1) / 1e3, _whole(id, 1_000));
        _fund(INSURANCE, id, amount);
        _supply(INSURANCE, id, amount);
    }

    /* INTERNAL */

    /// @dev What the liquidator would gain now with so many hundredths of an order first, and then the rest: USD WAD.
    function _gain(address from, CollateralOrder memory order, uint256 part) private returns (uint256 gained) {
        uint256 state = VM.snapshotState();
        uint256 worth = _worthOf(LIQUIDATOR);
        uint256 most = order.maxPaid;
        order.maxPaid = most * part / 100;
        if (part != 0) _buy(from, order);
        order.maxPaid = most - order.maxPaid;
        // The first part may have been enough.
        if (LIQUIDATION.markedAt(from) != 0) _buy(from, order);
        gained = _worthOf(LIQUIDATOR) - worth;
        VM.revertToState(state);
        order.maxPaid = most;
    }

    function _buy(address from, CollateralOrder memory order) private {
        CollateralOrder[] memory orders = new CollateralOrder[](1);
        orders[0] = order;

        VM.prank(LIQUIDATOR);
        LIQUIDATION.liquidate(from, LIQUIDATOR, new Closing[](0), orders);
    }

    /// @dev At mids, USD WAD.
    function _worthOf(address who) private view returns (uint256) {
        return VAULT.balanceOf(who, USDC) * 1e12 + VAULT.balanceOf(who, TSLA) * price / 1e18;
    }

    function _collateral() private view returns (uint256[] memory weights) {
        weights = new uint256[](BORROWERS);
        for (uint256 i; i < BORROWERS; ++i) {
            weights[i] = ENGINE.maintenanceHealthOf(account(i)).collateral;
        }
    }

    /// @param mid What a raw TSLA is worth, as the oracle keeps it: after splits, a wei less than what was published.
    function _weightOfDebts(address who, uint256 mid) private view returns (uint256 weight) {
        uint256 usdc = poolOf[USDC].debtOf(who) * 1e12 * 10_000;
        uint256 tsla = poolOf[TSLA].debtOf(who) * mid * 14_000;
        return usdc + (tsla + 1e18 - 1) / 1e18;
    }

    function _pauseAll(uint16 id) private {
        for (uint256 what; what < 3; ++what) {
            // It may have been paused in the last seven days.
            try ENGINE.pause(id, RiskIncrease(what)) { } catch { }
        }
    }

    function _borrow(address from, uint16 id, uint256 amount) private {
        if (_roomOf(from) < 100) _fund(from, id == USDC ? TSLA : USDC, _whole(id == USDC ? TSLA : USDC, 10_000));
        // A TSLA weighs 1.7 at the upper edge of its price, which is fresh.
        uint256 most = id == USDC ? _roomOf(from) * 1e6 : _roomOf(from) * 1e36 / (price * 2);
        amount = _bound(amount, most / 2 + 1, most);

        uint256 owed = poolOf[id].debtOf(from);
        VM.prank(from);
        VAULT.borrow(id, from, amount);
        check(poolOf[id].debtOf(from) >= owed + amount, "V7");
        _checkHealthy(from);
        VM.prank(from);
        VAULT.withdraw(id, from, from, amount);
        _checkHealthy(from);
    }

    function _distress(address from) private {
        if (VAULT.debtsOf(from).length == 0) _borrow(from, USDC, 0);
        bool rises = poolOf[TSLA].debtOf(from) != 0;
        for (uint256 i; i < 12 && !_isLiquidatable(from); ++i) {
            _movePrice(rises ? 130 : 75);
        }
        if (_isLiquidatable(from)) LIQUIDATION.mark(from);
    }

    /// @dev USD, rounded down, that the account could still owe.
    function _roomOf(address from) private view returns (uint256) {
        Health memory health = ENGINE.initialHealthOf(from);
        return health.collateral > health.debt ? (health.collateral - health.debt) / 1e22 * 99 / 100 : 0;
    }

    function _isLiquidatable(address from) private view returns (bool) {
        Health memory health = ENGINE.maintenanceHealthOf(from);
        return health.collateral < health.debt;
    }

    function _movePrice(uint256 perCent) private {
        price = price * perCent / 100;
        if (price < 0.1e18 || price > 1e23) price = 200e18;
        VM.warp(++time);
        _publish();
        time += _PRICE_STEP_SECONDS;
        VM.warp(time);
        _publish();
    }

    function _order(uint16 collateralId, uint256 paid) private view returns (CollateralOrder memory) {
        uint16 debtId = collateralId == USDC ? TSLA : USDC;
        return CollateralOrder({
            collateralId: collateralId,
            debtId: debtId,
            maxPaid: _bound(paid, 1, VAULT.balanceOf(LIQUIDATOR, debtId)),
            maxPrice: type(uint256).max
        });
    }
}
