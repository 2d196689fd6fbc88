// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SeriesState } from "../../interfaces/IOptionTypes.sol";
import { PoolQueue } from "../../interfaces/IOptionPool.sol";
import { IPerpetualOptions } from "../../interfaces/IPerpetualOptions.sol";
import { OptionsHandler } from "./support/OptionsHandler.sol";
import { OneHandler } from "./support/Recorder.sol";

/// @notice The ledger and the options under random sequences of what people do.
contract OptionsInvariants is OneHandler {
    OptionsHandler private _handler;

    error LedgerDoesNotSum(uint256 sum, uint256 total, uint256 held);
    error ReserveAboveCash(uint256 reserve, uint256 cash);
    error SizesDoNotSum(uint32 seriesId, uint256 sum, uint256 size);
    error ReserveDoesNotSum(uint256 sum, uint256 reserve);
    error PositionsNotListed(uint256 listed, uint256 held);
    error AccruedAboveOwed(uint256 accrued, uint256 owed);
    error IdleAction(bytes4 action);
    error ClaimsNotCovered(uint256 owed, uint256 kept);
    error DepositsNotLocked(uint256 waiting, uint256 locked);

    uint256 private constant ROUNDING = 1000; // token units

    function setUp() external {
        _handler = new OptionsHandler();
        _target(address(_handler), "OptionsHandler");
    }

    /// @notice All of them in one campaign, as the runs cost more than the checks. A2, C2, O3 to O7 and V5: the handler looks at
    /// each action.
    function invariant_A1_A2_C2_O1toO7_V5_ClaimsListsFunding() external view {
        _requireA1();
        _requireO1();
        _requireClaims();
        _requireO2();
        _requireLists();
        _requireAccruedFunding();
        _requireNothingBroken();
    }

    /// @notice Every action of the handler succeeds in a plain sequence: none of them idles in the runs above.
    function test_EveryActionSucceeds() external {
        _handler.provide(50e18, true);
        _handler.provide(1e18, false);
        _handler.deposit(0, 300e18);
        _handler.deposit(1, 300e18);
        _handler.deposit(2, 300e18);
        _handler.transfer(0, 1e18);
        _handler.donate(2, 1e18);
        _handler.open(0, 8, 1, 0.5e18, false);
        _handler.open(1, 8, 1, 0.5e18 + 1, true);
        _handler.sampleVolatility(1);
        _handler.pokeOften(0, 6, 290);
        _handler.leave(0);
        _handler.endMarket(0, 0, true);
        _handler.endMarket(1, 0, false);
        _handler.wait_(1 hours);
        _handler.movePrices(33, 33);
        _handler.split(2);
        _handler.settle(0);
        _handler.movePosition(0, 0.2e18);
        _handler.takeOver(0, 0);
        _handler.withdraw(0, type(uint256).max);
        _handler.provide(5e18, true);
        _handler.provide(2e18, false);
        _handler.settleEpoch();
        _handler.close(0, 0);
        _handler.close(1, 1);

        bytes4[18] memory actions = [
            _handler.provide.selector,
            _handler.settleEpoch.selector,
            _handler.deposit.selector,
            _handler.transfer.selector,
            _handler.donate.selector,
            _handler.open.selector,
            _handler.wait_.selector,
            _handler.movePrices.selector,
            _handler.split.selector,
            _handler.settle.selector,
            _handler.movePosition.selector,
            _handler.withdraw.selector,
            _handler.close.selector,
            _handler.sampleVolatility.selector,
            _handler.pokeOften.selector,
            _handler.leave.selector,
            _handler.endMarket.selector,
            _handler.takeOver.selector
        ];
        for (uint256 i = 0; i < actions.length; ++i) {
            require(_handler.done(actions[i]) != 0, IdleAction(actions[i]));
        }
    }

    /// @dev A1: the balances of an asset sum to its total, which is never more than the tokens held.
    function _requireA1() private view {
        uint256 sum = _balance(address(_handler.POOL())) + _balance(address(_handler.OPTIONS()))
            + _balance(_handler.INSURANCE()) + _balance(_handler.TREASURY()) + _balance(_handler.KEEPER())
            + _balance(_handler.LIQUIDITY_PROVIDER()) + _balance(_handler.POOL().claimAccount());
        for (uint256 i = 0; i < _handler.TRADERS(); ++i) {
            sum += _balance(_handler.trader(i));
        }

        uint256 total = _handler.VAULT().totalBalance(2);
        uint256 held = _handler.TOKEN().balanceOf(address(_handler.VAULT()));
        require(sum == total && total <= held, LedgerDoesNotSum(sum, total, held));
    }

    /// @dev O1: what a pool has locked is never more than its cash.
    function _requireO1() private view {
        (uint256 reserve,) = _handler.OPTIONS().reserveOf(address(_handler.POOL()));
        uint256 cash = _handler.POOL().cash();
        require(reserve <= cash, ReserveAboveCash(reserve, cash));
    }

    /// @dev O1, and that epochs conserve: the pool's second account holds what claims are owed, in full, and the accounts
    /// of depositors hold what the pool counts as bought.
    function _requireClaims() private view {
        address provider = _handler.LIQUIDITY_PROVIDER();
        uint256 owed = _handler.POOL().maxWithdraw(provider);
        uint256 kept = _balance(_handler.POOL().claimAccount());
        require(owed <= kept, ClaimsNotCovered(owed, kept));

        PoolQueue memory queue = _handler.POOL().queue();
        uint256 waiting = uint256(queue.queuedAssets) + queue.boughtAssets;
        uint256 locked = _handler.VAULT().lockedOf(provider, 2);
        require(waiting == locked, DepositsNotLocked(waiting, locked));
    }

    /// @dev O2: the positions of a series sum to its size, and the series to what the pool and the market lock.
    function _requireO2() private view {
        IPerpetualOptions options = _handler.OPTIONS();
        uint32[] memory live = options.liveSeriesOf(address(_handler.POOL()));
        uint256 locked;
        for (uint256 k = 0; k < live.length; ++k) {
            uint256 sum = _handler.sizeOfAll(live[k]);
            SeriesState memory series = options.seriesOf(live[k]);
            require(sum == series.size && sum != 0, SizesDoNotSum(live[k], sum, series.size));

            uint256 maxPayoff = series.terms.strike * uint256(series.terms.widthBps) / 1e4;
            locked += (maxPayoff * series.size + 1e18 - 1) / 1e18;
        }
        (uint256 reserve,) = options.reserveOf(address(_handler.POOL()));
        uint256 openInterest;
        for (uint32 marketId = 1; marketId <= _handler.MARKETS(); ++marketId) {
            (uint256 inMarket,) = options.openInterestOf(marketId);
            openInterest += inMarket;
        }
        require(locked == reserve && locked == openInterest, ReserveDoesNotSum(locked, reserve));
    }

    /// @dev The list of an account names each of its positions, once.
    function _requireLists() private view {
        uint256 listed;
        uint256 held;
        for (uint256 i = 0; i < _handler.TRADERS(); ++i) {
            uint32[] memory list = _handler.OPTIONS().positionsOf(_handler.trader(i));
            for (uint256 k = 0; k < list.length; ++k) {
                if (_handler.positionSize(_handler.trader(i), list[k]) != 0) ++listed;
            }
            uint32[] memory live = _handler.OPTIONS().liveSeriesOf(address(_handler.POOL()));
            for (uint256 k = 0; k < live.length; ++k) {
                if (_handler.positionSize(_handler.trader(i), live[k]) != 0) ++held;
            }
            require(listed == held, PositionsNotListed(listed, held));
        }
    }

    /// @dev What a pool counts as funding due to it is what its positions owe, but for rounding by one unit a touch.
    function _requireAccruedFunding() private view {
        IPerpetualOptions options = _handler.OPTIONS();
        uint32[] memory live = options.liveSeriesOf(address(_handler.POOL()));
        uint256 owed;
        for (uint256 k = 0; k < live.length; ++k) {
            for (uint256 i = 0; i < _handler.TRADERS(); ++i) {
                owed += options.fundingOwed(_handler.trader(i), live[k]);
            }
        }
        uint256 accrued = options.accruedFundingOf(address(_handler.POOL()));
        require(accrued <= owed + ROUNDING, AccruedAboveOwed(accrued, owed));
    }

    function _balance(address account) private view returns (uint256) {
        return _handler.VAULT().balanceOf(account, 2);
    }
}
