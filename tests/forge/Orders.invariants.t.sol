// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SeriesState } from "../../interfaces/IOptionTypes.sol";
import { IPerpetualOptions } from "../../interfaces/IPerpetualOptions.sol";
import { OrdersHandler } from "./support/OrdersHandler.sol";
import { OneHandler } from "./support/Recorder.sol";

/// @notice A private pool whose signer sells and buys back at whatever price, also to the pool's own owner.
contract OrdersInvariants is OneHandler {
    OrdersHandler private _handler;
    uint256 private _publicCash;

    error PrivateReserveAboveCash(uint256 reserve, uint256 cash);
    error PrivateSizesDoNotSum(uint32 seriesId, uint256 sum, uint256 size);
    error PrivateReserveDoesNotSum(uint256 sum, uint256 reserve);
    error PublicPoolTouched(uint256 cash, uint256 openInterest);
    error OrdersLedgerDoesNotSum(uint256 sum, uint256 total);
    error FilledAboveSize(uint256 group, uint256 consumed, uint256 filled);
    error NothingHappened(bytes4 action);

    function setUp() external {
        _handler = new OrdersHandler();
        _target(address(_handler), "OrdersHandler");
        _publicCash = _handler.POOL().cash();
    }

    /// @notice All of them in one campaign, as the runs cost more than the checks. C2, O3, O5, O6 and V5: the handler looks at each
    /// action.
    function invariant_A1_C2_O1toO6_V5_GroupsHold() external view {
        _requireA1();
        _requireO1();
        _requireO2();
        _requireO4();
        _requireGroups();
        _requireNothingBroken();
    }

    /// @notice Every action of the handler succeeds in a plain sequence: none of them idles in the runs above.
    function test_EveryActionSucceeds() external {
        _handler.putIn(1e18);
        _handler.takeOut(1e18);
        _handler.buy(1, 20, 30e18, 0.5e18, true);
        _handler.buy(2, 21, 30e18, 0.5e18, false);
        _handler.wait_(1 hours);
        _handler.settle(0);
        _handler.movePrices(33, 33);
        _handler.split(2);
        _handler.close(0, 1);
        _handler.sell(0, 1e18, true);
        _handler.sell(0, 0, false);

        bytes4[9] memory actions = [
            _handler.putIn.selector,
            _handler.takeOut.selector,
            _handler.buy.selector,
            _handler.wait_.selector,
            _handler.settle.selector,
            _handler.movePrices.selector,
            _handler.split.selector,
            _handler.close.selector,
            _handler.sell.selector
        ];
        for (uint256 i = 0; i < actions.length; ++i) {
            require(_handler.done(actions[i]) != 0, NothingHappened(actions[i]));
        }
    }

    /// @dev A1, and O5: premiums, payouts, funding, rewards and fees only move between the accounts that there are.
    function _requireA1() private view {
        uint256 sum = _balance(address(_handler.PRIVATE())) + _balance(address(_handler.POOL()))
            + _balance(address(_handler.OPTIONS())) + _balance(_handler.KEEPER()) + _balance(address(_handler.ORDERS()));
        for (uint256 i = 0; i < _handler.TRADERS(); ++i) {
            sum += _balance(_handler.trader(i));
        }
        uint256 total = _handler.VAULT().totalBalance(2);
        require(sum == total, OrdersLedgerDoesNotSum(sum, total));
    }

    /// @dev O1: whatever price the signer asks or pays, what the pool has locked is in it.
    function _requireO1() private view {
        (uint256 reserve,) = _handler.OPTIONS().reserveOf(address(_handler.PRIVATE()));
        uint256 cash = _handler.PRIVATE().cash();
        require(reserve <= cash, PrivateReserveAboveCash(reserve, cash));
    }

    /// @dev O2: positions sum to their series, and series to what is locked.
    function _requireO2() private view {
        IPerpetualOptions options = _handler.OPTIONS();
        uint32[] memory live = options.liveSeriesOf(address(_handler.PRIVATE()));
        uint256 locked;
        for (uint256 k = 0; k < live.length; ++k) {
            uint256 sum = _handler.sizeOfAll(live[k]);
            SeriesState memory series = options.seriesOf(live[k]);
            require(sum == series.size && sum != 0, PrivateSizesDoNotSum(live[k], sum, series.size));
            locked += (uint256(series.terms.strike) / 2 * series.size + 1e18 - 1) / 1e18;
        }
        (uint256 reserve,) = options.reserveOf(address(_handler.PRIVATE()));
        require(locked == reserve, PrivateReserveDoesNotSum(locked, reserve));
    }

    /// @dev O4: nothing that a maker and his takers do with each other reaches the public pool, or its market's limit.
    function _requireO4() private view {
        (uint256 openInterest,) = _handler.OPTIONS().openInterestOf(1);
        uint256 cash = _handler.POOL().cash();
        require(cash == _publicCash && openInterest == 0, PublicPoolTouched(cash, openInterest));
    }

    /// @dev No group of the day is filled beyond its size, and none counts more or less than was filled.
    function _requireGroups() private view {
        for (uint256 i = 0; i < _handler.GROUPS(); ++i) {
            uint256 group = _handler.group(i);
            uint256 consumed = _handler.ORDERS().consumedOf(_handler.SIGNER(), group);
            uint256 filled = _handler.filled(group);
            require(consumed == filled && consumed <= _handler.QUOTE_SIZE(), FilledAboveSize(group, consumed, filled));
        }
    }

    function _balance(address account) private view returns (uint256) {
        return _handler.VAULT().balanceOf(account, 2);
    }
}
