// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { StrikeGrid } from "../../../contracts/libraries/StrikeGrid.sol";
import { Interval } from "../../../interfaces/IPriceOracle.sol";
import { SeriesTerms } from "../../../interfaces/IOptionTypes.sol";
import { TradersHandler } from "./TradersHandler.sol";
import { VM } from "./Vm.sol";

/// @notice What people do, with arguments that mostly make sense. `done` counts, for each action, how often it succeeded.
contract OptionsHandler is TradersHandler {
    using FixedPointMathLib for uint256;

    constructor() {
        TOKEN.mint(LIQUIDITY_PROVIDER, 2_000e18);
        VM.startPrank(LIQUIDITY_PROVIDER);
        TOKEN.approve(address(POOL), type(uint256).max);
        POOL.requestDeposit(2_000e18, LIQUIDITY_PROVIDER, LIQUIDITY_PROVIDER);
        POOL.deposit(2_000e18, LIQUIDITY_PROVIDER);
        VM.stopPrank();
        for (uint256 i = 0; i < TRADERS; ++i) {
            VM.prank(trader(i));
            TOKEN.approve(address(VAULT), type(uint256).max);
        }
        _publish();
    }

    /// @notice The accounts of the traders, each an owner's main account.
    function trader(uint256 seed) public pure override returns (address) {
        return address(uint160(0x7ADE0000 + (seed % TRADERS) * 0x100));
    }

    /// @notice A trader brings tokens.
    function deposit(uint256 seed, uint256 amount) external counted {
        amount = _bound(amount, 1, 500e18);
        TOKEN.mint(trader(seed), amount);

        VM.prank(trader(seed));
        VAULT.deposit(TSLA, trader(seed), amount);
    }

    /// @notice A trader takes a part of his balance out.
    function withdraw(uint256 seed, uint256 amount) external counted {
        amount = _bound(amount, 1, VAULT.balanceOf(trader(seed), TSLA));

        VM.prank(trader(seed));
        VAULT.withdraw(TSLA, trader(seed), trader(seed), amount);
    }

    /// @notice A trader moves a part of his balance to another's account.
    function transfer(uint256 seed, uint256 amount) external counted {
        amount = _bound(amount, 1, VAULT.balanceOf(trader(seed), TSLA));

        VM.prank(trader(seed));
        VAULT.transfer(TSLA, trader(seed), trader(seed % TRADERS + 1), amount);
    }

    /// @notice Somebody sends tokens where they do not belong.
    function donate(uint256 amount) external counted {
        TOKEN.mint(amount % 2 == 0 ? address(VAULT) : address(POOL), _bound(amount, 1, 100e18));
    }

    /// @notice A trader with tokens buys a strike within eight steps of the money.
    function open(uint256 seed, uint256 strike, uint256 width, uint256 size, bool isCall) external counted {
        _publish();
        if (VAULT.balanceOf(trader(seed), TSLA) < 200e18) this.deposit(seed, 400e18);
        Interval memory index = ORACLE.indexOf(BTC, TSLA);
        for (uint256 i = strike % 17; i < 8; ++i) {
            index.mid = index.mid * 100 / 105;
        }
        for (uint256 i = 8; i < strike % 17; ++i) {
            index.mid = index.mid * 105 / 100;
        }
        SeriesTerms memory terms = SeriesTerms({
            pool: address(POOL),
            marketId: 1,
            strike: uint96(StrikeGrid.nearest(index.mid)),
            widthBps: [2500, 5000, 10_000][width % 3],
            isCall: isCall
        });

        VM.prank(trader(seed));
        OPTIONS.open(terms, trader(seed), _bound(size, 0.05e18, 3e18), type(uint256).max, time);
    }

    /// @notice A trader gives a part of a position to another, who takes it.
    function movePosition(uint256 seed, uint256 size) external counted {
        (address account, uint32 seriesId, uint256 held) = _position(seed);
        address receiver = trader((uint160(account) - 0x7ADE0000) / 0x100 + 1 + size % 2);
        size = _bound(size, 1, held);

        VM.prank(account);
        OPTIONS.offerPosition(account, receiver, seriesId, size);
        VM.prank(receiver);
        OPTIONS.movePosition(account, receiver, seriesId, size);
    }

    /// @notice The provider asks the pool to take more, or to redeem some of his shares.
    function provide(uint256 amount, bool adds) external counted {
        if (adds) TOKEN.mint(LIQUIDITY_PROVIDER, 100e18);

        VM.prank(LIQUIDITY_PROVIDER);
        if (adds) POOL.requestDeposit(_bound(amount, 1e18, 100e18), LIQUIDITY_PROVIDER, LIQUIDITY_PROVIDER);
        else POOL.requestRedeem(_bound(amount, 1, 500e18), LIQUIDITY_PROVIDER, LIQUIDITY_PROVIDER);
    }

    /// @notice A day later somebody settles an epoch at new prices, and the provider claims all that it has made of his
    /// requests.
    function settleEpoch() external counted {
        time += 1 days;
        _publish();
        POOL.settleEpoch(new uint16[](0), new bytes[](0));

        uint256 bought = POOL.maxDeposit(LIQUIDITY_PROVIDER);
        uint256 redeemed = POOL.maxRedeem(LIQUIDITY_PROVIDER);
        VM.startPrank(LIQUIDITY_PROVIDER);
        if (bought != 0) POOL.deposit(bought, LIQUIDITY_PROVIDER);
        if (redeemed != 0) POOL.redeem(redeemed, LIQUIDITY_PROVIDER, LIQUIDITY_PROVIDER);
        VM.stopPrank();
    }

    function _writer() internal view override returns (address) {
        return address(POOL);
    }
}
