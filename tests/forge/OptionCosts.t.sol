// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { StrikeGrid } from "../../contracts/libraries/StrikeGrid.sol";
import { SeriesTerms } from "../../interfaces/IOptionTypes.sol";
import { OptionsWorld } from "./support/OptionsWorld.sol";
import { VM } from "./support/Vm.sol";

/// @notice O8: what trades and settlements cost when the pool has written one series, and when it and the trader have as many
/// as they may.
contract OptionCostsTest is OptionsWorld {
    address private constant _TRADER = address(0x7ADE0000);
    address private constant _OTHERS = address(0x07E50000);
    uint256 private constant _SIZE = 3e18;
    uint256 private constant _POSITIONS = 16;
    uint256 private constant _SERIES = 64;
    uint256 private constant _MORE_GAS = 100;
    /// @dev Who closes all of a position looks it up in a list of at most 16.
    uint256 private constant _LOOK_UP_GAS = 5_000;

    /// @dev Gas, with all that is read already warm.
    struct Costs {
        uint256 open;
        uint256 openMore;
        uint256 settle;
        uint256 closePart;
        uint256 close;
    }

    error CostsMore(bytes32 what, uint256 few, uint256 many);
    error NotFull(uint256 series, uint256 positions);

    function setUp() external {
        TOKEN.mint(LIQUIDITY_PROVIDER, 56_000e18);
        VM.startPrank(LIQUIDITY_PROVIDER);
        TOKEN.approve(address(POOL), type(uint256).max);
        POOL.requestDeposit(56_000e18, LIQUIDITY_PROVIDER, LIQUIDITY_PROVIDER);
        VM.stopPrank();
        for (uint256 i; i < _SERIES / _POSITIONS + 1; ++i) {
            address account = i == 0 ? _TRADER : _other(i - 1);
            TOKEN.mint(account, 100_000e18);
            VM.startPrank(account);
            TOKEN.approve(address(VAULT), type(uint256).max);
            VAULT.deposit(TSLA, account, 100_000e18);
            VM.stopPrank();
        }
        _publish();
    }

    /// @notice The series of the trades is the last of the pool's, and the trader's last.
    function test_O8_PositionsCostNothing() external {
        uint256 state = VM.snapshotState();
        Costs memory few = _costs();
        VM.revertToState(state);

        for (uint256 i; i < _SERIES - 1; ++i) {
            _open(i < _POSITIONS - 1 ? _TRADER : _other(i / _POSITIONS), _terms(i));
        }
        Costs memory many = _costs();

        uint256 series = OPTIONS.liveSeriesOf(address(POOL)).length;
        uint256 positions = OPTIONS.positionsOf(_TRADER).length;
        require(series == _SERIES - 1 && positions == _POSITIONS - 1, NotFull(series, positions));
        _requireNoMore("open", few.open, many.open);
        _requireNoMore("open more", few.openMore, many.openMore);
        _requireNoMore("settle", few.settle, many.settle);
        _requireNoMore("close a part", few.closePart, many.closePart);
        _requireNoMore("close", few.close + _LOOK_UP_GAS, many.close);
    }

    /// @dev The second time of each, as the first reads what was not read before.
    function _costs() private returns (Costs memory costs) {
        SeriesTerms memory terms = _terms(_SERIES - 1);
        for (uint256 i; i < 2; ++i) {
            uint32 seriesId;
            (seriesId, costs.open) = _open(_TRADER, terms);
            (, costs.openMore) = _open(_TRADER, terms);

            VM.warp(++time);
            uint256 gas = gasleft();
            OPTIONS.settle(_TRADER, seriesId);
            costs.settle = gas - gasleft();

            costs.closePart = _close(seriesId, _SIZE);
            costs.close = _close(seriesId, _SIZE);
        }
    }

    function _open(address account, SeriesTerms memory terms) private returns (uint32 seriesId, uint256 gas) {
        VM.prank(account);
        gas = gasleft();
        (seriesId,) = OPTIONS.open(terms, account, _SIZE, type(uint256).max, time);
        gas -= gasleft();
    }

    function _close(uint32 seriesId, uint256 size) private returns (uint256 gas) {
        VM.prank(_TRADER);
        gas = gasleft();
        OPTIONS.close(_TRADER, seriesId, size, 0, time);
        gas -= gasleft();
    }

    /// @dev Puts and calls from eight steps below the money to as many above it, in two widths.
    function _terms(uint256 i) private view returns (SeriesTerms memory) {
        uint256 strike = ORACLE.indexOf(BTC, TSLA).mid;
        for (uint256 step = i / 4; step < 8; ++step) {
            strike = strike * 100 / 105;
        }
        for (uint256 step = 8; step < i / 4; ++step) {
            strike = strike * 105 / 100;
        }
        return SeriesTerms({
            pool: address(POOL),
            marketId: 1,
            strike: uint96(StrikeGrid.nearest(strike)),
            widthBps: i % 2 == 0 ? 5000 : 10_000,
            isCall: i / 2 % 2 == 0
        });
    }

    function _other(uint256 i) private pure returns (address) {
        return address(uint160(_OTHERS) + uint160(i * 0x100));
    }

    function _requireNoMore(bytes32 what, uint256 few, uint256 many) private pure {
        require(many <= few + _MORE_GAS, CostsMore(what, few, many));
    }
}
