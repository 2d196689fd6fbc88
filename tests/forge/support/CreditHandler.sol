// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Closing, CollateralOrder } from "../../../interfaces/ILiquidation.sol";
import { Health } from "../../../interfaces/IRiskEngine.sol";
import { CreditWorld } from "./CreditWorld.sol";
import { VM } from "./Vm.sol";

/// @notice What borrowers, lenders and liquidators do, with arguments that mostly make sense. `done` counts, for each
/// action, how often it succeeded. What must hold after one action is checked there; `broken` says what did not.
contract CreditHandler is CreditWorld {
    uint256 public constant BORROWERS = 3;
    address public constant LENDER = address(0x1E4D000);
    address public constant LIQUIDATOR = address(0x110D000);
    uint256 private constant _PRICE_STEP_SECONDS = 121;

    mapping(bytes4 action => uint256 count) public done;
    bytes32 public broken;
    uint256 public time = 1_722_522_600;
    uint256 public price = 200e18;

    constructor() {
        VM.warp(time);
        _publish();
        for (uint256 i; i < BORROWERS + 3; ++i) {
            address person = account(i);
            for (uint16 id = USDC; id <= TSLA; ++id) {
                VM.startPrank(person);
                tokenOf[id].approve(address(VAULT), type(uint256).max);
                tokenOf[id].approve(address(poolOf[id]), type(uint256).max);
                VM.stopPrank();
            }
        }
        _supply(LENDER, USDC, 1_000_000e6);
        _supply(LENDER, TSLA, 5_000e18);
        _fund(LIQUIDATOR, USDC, 100_000e6);
        _fund(LIQUIDATOR, TSLA, 1_000e18);
    }

    modifier counted() {
        VM.warp(++time);
        _;
        ++done[msg.sig];
    }

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

    /// @dev V2: an action leaves the health of everybody else as it was.
    modifier harmless(uint256 actor) {
        Health[] memory before = new Health[](BORROWERS);
        for (uint256 i; i < BORROWERS; ++i) {
            before[i] = ENGINE.maintenanceHealthOf(account(i));
        }
        _;
        for (uint256 i; i < BORROWERS; ++i) {
            if (i == actor % BORROWERS) continue;
            Health memory present = ENGINE.maintenanceHealthOf(account(i));
            _check(present.collateral >= before[i].collateral && present.debt <= before[i].debt, "V2");
        }
    }

    /// @notice The accounts: those of the borrowers, and after them the lender's, the liquidator's and the insurance's.
    function account(uint256 i) public pure returns (address) {
        if (i < BORROWERS) return address(uint160(0xB0220000 + i * 0x100));
        return [LENDER, LIQUIDATOR, INSURANCE][i - BORROWERS];
    }

    /* BORROWERS */

    /// @notice A borrower brings collateral.
    function deposit(uint256 who, uint256 asset, uint256 amount) external counted harmless(who) {
        uint16 id = _id(asset);
        _fund(account(who % BORROWERS), id, _bound(amount, 1, _whole(id, 20_000)));
    }

    /// @notice A borrower takes a part of his collateral out. V4: without debt, nothing stands in the way.
    function withdraw(uint256 who, uint256 asset, uint256 amount) external counted harmless(who) {
        (address from, uint16 id) = (account(who % BORROWERS), _id(asset));
        amount = _bound(amount, 1, VAULT.balanceOf(from, id));

        VM.prank(from);
        try VAULT.withdraw(id, from, from, amount) {
            _checkHealthy(from);
        } catch (bytes memory reason) {
            _check(VAULT.debtsOf(from).length != 0 || amount == 0, "V4");
            _rethrow(reason);
        }
    }

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
            _check(repaid == amount && poolOf[id].debtOf(from) >= owed - amount, "V7");
        } catch {
            _check(false, "V5");
        }
    }

    /* LENDERS */

    /// @notice The lender adds to a pool.
    function supply(uint256 asset, uint256 amount) external counted harmless(BORROWERS) {
        uint16 id = _id(asset);
        _supply(LENDER, id, _bound(amount, _whole(id, 1) / 1e3, _whole(id, 1_000_000)));
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

    /// @notice Somebody sends tokens where they do not belong. A2: it changes nothing.
    function donate(uint256 asset, uint256 amount) external counted harmless(BORROWERS) {
        uint16 id = _id(asset);
        uint256 assets = poolOf[id].totalAssets();
        tokenOf[id].mint(amount % 2 == 0 ? address(VAULT) : address(poolOf[id]), _bound(amount, 1, _whole(id, 1_000)));
        _check(poolOf[id].totalAssets() == assets, "A2");
    }

    /* PRICES AND TIME */

    /// @notice The price of TSLA moves by up to a third, and is confirmed.
    function movePrice(uint256 perCent) external counted {
        _movePrice(_bound(perCent, 67, 150));
    }

    /// @notice Up to thirty days pass, in which nobody publishes a price. V3: collateral counts as much as before.
    function wait_(uint256 duration) external counted {
        uint256[] memory before = new uint256[](BORROWERS);
        for (uint256 i; i < BORROWERS; ++i) {
            before[i] = ENGINE.maintenanceHealthOf(account(i)).collateral;
        }
        time += _bound(duration, 1, 30 days);
        VM.warp(time);
        for (uint256 i; i < BORROWERS; ++i) {
            _check(ENGINE.maintenanceHealthOf(account(i)).collateral == before[i], "V3");
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
        _check(LIQUIDATION.markedAt(from) == 0, "unmark");
    }

    /// @notice The liquidator buys what he can pay for, up to two hours later. Losses reach the lenders last.
    function liquidate(uint256 who, uint256 delay, uint256 paid, uint256 first)
        external
        counted
        distressed(who)
        fresh(delay % 2 hours)
        harmless(who)
    {
        address from = account(who % BORROWERS);
        uint256[2] memory losses = [poolOf[USDC].totalLoss(), poolOf[TSLA].totalLoss()];
        CollateralOrder[] memory orders = new CollateralOrder[](2);
        bool sellsUsdc = first % 2 == 0;
        orders[0] = _order(sellsUsdc ? USDC : TSLA, paid);
        orders[1] = _order(sellsUsdc ? TSLA : USDC, paid);

        VM.prank(LIQUIDATOR);
        LIQUIDATION.liquidate(from, LIQUIDATOR, new Closing[](0), orders);

        Health memory health = ENGINE.maintenanceHealthOf(from);
        _check(health.collateral >= health.debt == (LIQUIDATION.markedAt(from) == 0), "mark");
        for (uint16 id = USDC; id <= TSLA; ++id) {
            if (poolOf[id].totalLoss() == losses[id - 1]) continue;
            _check(VAULT.balanceOf(INSURANCE, id) == 0 && poolOf[id].balanceOf(INSURANCE) == 0, "insurance first");
            _check(VAULT.debtsOf(from).length == 0, "debts end");
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

    function _borrow(address from, uint16 id, uint256 amount) private {
        if (_roomOf(from) < 100) _fund(from, id == USDC ? TSLA : USDC, _whole(id == USDC ? TSLA : USDC, 10_000));
        // A TSLA weighs 1.7 at the upper edge of its price, which is fresh.
        uint256 most = id == USDC ? _roomOf(from) * 1e6 : _roomOf(from) * 1e36 / (price * 2);
        amount = _bound(amount, most / 2 + 1, most);

        VM.prank(from);
        VAULT.borrow(id, from, amount);
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

    function _publish() private {
        SOURCE.set(bytes32(uint256(USDC)), 1e18, 0, time);
        SOURCE.set(bytes32(uint256(TSLA)), price, 0, time);
        uint16[] memory assetIds = new uint16[](2);
        (assetIds[0], assetIds[1]) = (USDC, TSLA);
        ORACLE.refresh(assetIds, new bytes[](0));
    }

    function _fund(address to, uint16 id, uint256 amount) private {
        tokenOf[id].mint(to, amount);

        VM.prank(to);
        VAULT.deposit(id, to, amount);
    }

    function _supply(address lender, uint16 id, uint256 amount) private {
        tokenOf[id].mint(lender, amount);

        VM.prank(lender);
        poolOf[id].deposit(amount, lender);
    }

    /// @dev V1
    function _checkHealthy(address from) private {
        if (VAULT.debtsOf(from).length == 0) return;
        Health memory health = ENGINE.initialHealthOf(from);
        _check(health.collateral >= health.debt, "V1");
    }

    function _check(bool holds, bytes32 name) private {
        if (!holds) broken = name;
    }

    function _rethrow(bytes memory reason) private view {
        if (broken != 0) return;
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }

    function _id(uint256 asset) private pure returns (uint16) {
        return asset % 2 == 0 ? USDC : TSLA;
    }

    function _whole(uint16 id, uint256 amount) private pure returns (uint256) {
        return id == USDC ? amount * 1e6 : amount * 1e18 / 200;
    }

    function _bound(uint256 value, uint256 least, uint256 most) private pure returns (uint256) {
        return least >= most ? most : least + value % (most - least + 1);
    }
}
