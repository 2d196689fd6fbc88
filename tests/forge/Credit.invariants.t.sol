// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { LendingPool } from "../../contracts/vault/LendingPool.sol";
import { CreditHandler } from "./support/CreditHandler.sol";
import { OneHandler } from "./support/Recorder.sol";

/// @notice Ledger, lending pools and liquidation under random sequences of what people do.
contract CreditInvariants is OneHandler {
    CreditHandler private _handler;

    mapping(uint16 assetId => uint256) private _sharePrice;
    mapping(uint16 assetId => uint256) private _loss;

    error LedgerDoesNotSum(uint16 assetId, uint256 sum, uint256 total, uint256 held);
    error DebtSharesDoNotSum(uint16 assetId, uint256 sum, uint256 total);
    error DebtsDoNotSum(uint16 assetId, uint256 sum, uint256 total);
    error AssetsDoNotSum(uint16 assetId, uint256 assets, uint256 parts);
    error SharePriceFell(uint16 assetId, uint256 before, uint256 present);
    error IdleAction(bytes4 action);

    function setUp() external {
        _handler = new CreditHandler();
        _target(address(_handler), "CreditHandler");
    }

    /// @notice All in one, as each function here is a campaign of its own. A2, C2, V1 to V7 and the order of who pays: the
    /// handler looks at each action.
    function invariant_A1toA3_C2_V1toV7() external {
        _requireA1();
        _requireA3();
        _requireV7();
        _requireNothingBroken();
    }

    /// @notice Every action of the handler succeeds in a plain sequence: none of them idles in the runs above.
    function test_EveryActionSucceeds() external {
        _handler.deposit(0, 1, 50e18);
        _handler.deposit(1, 0, 10_000e6);
        _handler.borrow(0, 0, 3_000e6);
        _handler.borrow(1, 1, 10e18);
        _handler.withdraw(1, 0, 1e6);
        _handler.repay(0, 0, 100e6);
        _handler.insure(0, 1e6);
        _handler.donate(0, 2);
        _handler.split(0);
        _handler.tax(0, 1e18, true);
        _handler.tax(0, 5e17, false);
        _handler.loseTokens(0, 7);
        _handler.wait_(30 days);
        _handler.accrue(0);
        _handler.supply(0, 1e6);
        _handler.redeem(0, 50);
        _handler.leave(0, 0);
        _handler.movePrice(67);
        _handler.movePrice(67);
        _handler.distress(0);
        _handler.recover(0);
        _handler.liquidate(0, 1 hours, 1e6, 1);
        _handler.liquidate(0, 1 hours, type(uint256).max, 1);

        bytes4[18] memory actions = [
            _handler.deposit.selector,
            _handler.borrow.selector,
            _handler.withdraw.selector,
            _handler.repay.selector,
            _handler.insure.selector,
            _handler.donate.selector,
            _handler.wait_.selector,
            _handler.accrue.selector,
            _handler.redeem.selector,
            _handler.movePrice.selector,
            _handler.recover.selector,
            _handler.distress.selector,
            _handler.liquidate.selector,
            _handler.supply.selector,
            _handler.leave.selector,
            _handler.tax.selector,
            _handler.split.selector,
            _handler.loseTokens.selector
        ];
        for (uint256 i; i < actions.length; ++i) {
            require(_handler.done(actions[i]) != 0, IdleAction(actions[i]));
        }
    }

    /// @dev A1: the balances of an asset sum to its total, which is never more than the tokens held.
    function _requireA1() private view {
        for (uint16 id = 1; id <= 3; ++id) {
            uint256 sum = _handler.VAULT().balanceOf(address(_handler.poolOf(id)), id);
            for (uint256 i; i < _handler.BORROWERS() + 3; ++i) {
                sum += _handler.VAULT().balanceOf(_handler.account(i), id);
            }
            uint256 total = _handler.VAULT().totalBalance(id);
            uint256 held = _handler.tokenOf(id).balanceOf(address(_handler.VAULT()));
            require(sum == total && total <= held, LedgerDoesNotSum(id, sum, total, held));
        }
    }

    /// @dev A3: debt shares sum to their total, debts to theirs but for their rounding, and the lenders' assets are
    /// cash and debt less the reserve. A loss is out of the debt already.
    function _requireA3() private view {
        for (uint16 id = 1; id <= 2; ++id) {
            LendingPool pool = _handler.poolOf(id);
            uint256 shares;
            uint256 debts;
            uint256 borrowers = _handler.BORROWERS();
            for (uint256 i; i < borrowers; ++i) {
                shares += pool.debtSharesOf(_handler.account(i));
                debts += pool.debtOf(_handler.account(i));
            }
            uint256 total = pool.totalDebt();
            require(shares == pool.totalDebtShares(), DebtSharesDoNotSum(id, shares, pool.totalDebtShares()));
            require(debts >= total && debts <= total + borrowers, DebtsDoNotSum(id, debts, total));
            uint256 parts = pool.cash() + total - pool.reserve() - pool.unclaimedDividends();
            require(pool.totalAssets() == parts, AssetsDoNotSum(id, pool.totalAssets(), parts));
        }
    }

    /// @dev V7: a share is never worth less than before, unless a loss was recorded in the meantime.
    function _requireV7() private {
        for (uint16 id = 1; id <= 2; ++id) {
            uint256 present = _handler.poolOf(id).convertToAssets(1e36);
            uint256 loss = _handler.poolOf(id).totalLoss();
            require(present >= _sharePrice[id] || loss > _loss[id], SharePriceFell(id, _sharePrice[id], present));
            (_sharePrice[id], _loss[id]) = (present, loss);
        }
    }
}
