// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { OptionsHandler } from "./support/OptionsHandler.sol";

/// @notice The ledger and the options under random sequences of what people do. forge prints, for each action, how often
/// it was called and how often it reverted.
contract OptionsInvariants {
    OptionsHandler private _handler;

    error LedgerDoesNotSum(uint256 sum, uint256 total, uint256 held);
    error ReserveAboveCash(uint256 reserve, uint256 cash);
    error SizesDoNotSum(uint32 seriesId, uint256 sum, uint256 size);
    error ReserveDoesNotSum(uint256 sum, uint256 reserve);
    error IdleAction(bytes4 action);

    function setUp() external {
        _handler = new OptionsHandler();
    }

    /// @notice The handler is the only target.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @notice A1: the balances of an asset sum to its total, which is never more than the tokens held.
    function invariant_A1_BalancesSumToTokensHeld() external view {
        uint256 sum = _balance(address(_handler.POOL())) + _balance(address(_handler.OPTIONS()))
            + _balance(_handler.OPTIONS().INSURANCE()) + _balance(_handler.OPTIONS().TREASURY())
            + _balance(_handler.KEEPER());
        for (uint256 i = 0; i < _handler.TRADERS(); ++i) {
            sum += _balance(_handler.trader(i));
        }

        uint256 total = _handler.VAULT().totalBalance(2);
        uint256 held = _handler.TOKEN().balanceOf(address(_handler.VAULT()));
        require(sum == total && total <= held, LedgerDoesNotSum(sum, total, held));
    }

    /// @notice O1: what a pool has locked is never more than its cash.
    function invariant_O1_ReserveWithinCash() external view {
        (uint256 reserve,) = _handler.OPTIONS().reserveOf(address(_handler.POOL()));
        uint256 cash = _handler.POOL().cash();
        require(reserve <= cash, ReserveAboveCash(reserve, cash));
    }

    /// @notice O2: the positions of a series sum to its size, and the series to the pool's reserve.
    function invariant_O2_SizesSum() external view {
        uint256 locked;
        for (uint32 id = 1; id <= _handler.OPTIONS().seriesCount(); ++id) {
            uint256 sum;
            for (uint256 i = 0; i < _handler.TRADERS(); ++i) {
                sum += _handler.positionSize(_handler.trader(i), id);
            }
            uint256 size = _handler.OPTIONS().seriesOf(id).size;
            require(sum == size, SizesDoNotSum(id, sum, size));

            uint256 strike = _handler.OPTIONS().seriesOf(id).terms.strike;
            uint256 maxPayoff = strike * _handler.OPTIONS().seriesOf(id).terms.widthBps / 1e4;
            locked += (maxPayoff * size + 1e18 - 1) / 1e18;
        }
        (uint256 reserve,) = _handler.OPTIONS().reserveOf(address(_handler.POOL()));
        require(locked == reserve, ReserveDoesNotSum(locked, reserve));
    }

    /// @notice Every action of the handler succeeds in a plain sequence: none of them idles in the runs above.
    function test_EveryActionSucceeds() external {
        _handler.provide(50e18, true);
        _handler.provide(1e18, false);
        _handler.deposit(0, 300e18);
        _handler.deposit(1, 300e18);
        _handler.transfer(0, 1e18);
        _handler.donate(2);
        _handler.open(0, 8, 1, 0.5e18, false);
        _handler.open(1, 8, 1, 0.5e18, true);
        _handler.wait_(1 hours);
        _handler.movePrices(33, 33);
        _handler.settle(0);
        _handler.withdraw(0, type(uint256).max);
        _handler.close(0, 0);
        _handler.close(1, 1);

        bytes4[10] memory actions = [
            _handler.provide.selector,
            _handler.deposit.selector,
            _handler.transfer.selector,
            _handler.donate.selector,
            _handler.open.selector,
            _handler.wait_.selector,
            _handler.movePrices.selector,
            _handler.settle.selector,
            _handler.withdraw.selector,
            _handler.close.selector
        ];
        for (uint256 i = 0; i < actions.length; ++i) {
            require(_handler.done(actions[i]) != 0, IdleAction(actions[i]));
        }
    }

    function _balance(address account) private view returns (uint256) {
        return _handler.VAULT().balanceOf(account, 2);
    }
}
