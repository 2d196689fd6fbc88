// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PriceSourceMock } from "../../../contracts/mocks/PriceSourceMock.sol";
import { OptionQuotes } from "../../../contracts/libraries/OptionQuotes.sol";
import { StrikeGrid } from "../../../contracts/libraries/StrikeGrid.sol";
import { OptionContext, SeriesTerms } from "../../../interfaces/IOptionTypes.sol";
import { Interval } from "../../../interfaces/IPriceOracle.sol";
import { check } from "./Checks.sol";
import { ProvidersHandler } from "./ProvidersHandler.sol";
import { VM } from "./Vm.sol";

/// @notice What traders do at the ask and the bid of the public pool, in two markets, with arguments that mostly make sense.
contract OptionsHandler is ProvidersHandler {
    using OptionQuotes for OptionContext;

    constructor() {
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

    /* BALANCES */

    /// @notice A trader brings tokens.
    function deposit(uint256 seed, uint256 amount) external counted {
        _deposit(trader(seed), _bound(amount, 1, 500e18));
    }

    /// @notice A trader takes a part of his balance out, or all of it.
    function withdraw(uint256 seed, uint256 amount) external counted {
        uint256 balance = _balanceOf(trader(seed));
        amount = amount % 4 == 0 ? balance : _bound(amount, 1, balance);

        VM.prank(trader(seed));
        VAULT.withdraw(TSLA, trader(seed), trader(seed), amount);
    }

    /// @notice A trader moves a part of his balance to another's account.
    function transfer(uint256 seed, uint256 amount) external counted {
        amount = _bound(amount, 1, _balanceOf(trader(seed)));

        VM.prank(trader(seed));
        VAULT.transfer(TSLA, trader(seed), _otherThan(trader(seed), amount), amount);
    }

    /* TRADES */

    /// @notice A trader with tokens buys a strike within eight steps of the money, at a new price.
    function open(uint256 seed, uint256 strike, uint256 width, uint256 size, bool isCall) external counted {
        address account = trader(seed);
        if (_balanceOf(account) < 200e18) _deposit(account, 400e18);
        _publish();
        _open(account, _terms(1 + uint32(size % MARKETS), strike, width, isCall), _bound(size, 0.25e18, 3e18));
    }

    /// @notice A trader gives a part of a position to another, who takes it.
    function movePosition(uint256 seed, uint256 size) external counted steady {
        (address account, uint32 seriesId, uint256 held) = _position(seed);
        address receiver = _otherThan(account, size);
        size = _bound(size, 1, held);

        VM.prank(account);
        OPTIONS.offerPosition(account, receiver, seriesId, size);
        VM.prank(receiver);
        OPTIONS.movePosition(account, receiver, seriesId, size);
    }

    /// @notice A trader takes a position of another over, for all that it can ever pay.
    function takeOver(uint256 seed, uint256 to) external counted steady {
        (address account, uint32 seriesId, uint256 held) = _position(seed);
        address taker = _otherThan(account, to);
        uint256 most = OPTIONS.contextOf(seriesId).option.maxPayoff * held;
        most = most / 1e18 + (most % 1e18 == 0 ? 0 : 1);
        _deposit(taker, most);
        (uint256 before, uint256 taken) = (_balanceOf(account), positionSize(taker, seriesId));

        VM.prank(taker);
        uint256 paid = OPTIONS.takeOver(account, taker, seriesId);
        check(paid == most && _balanceOf(account) == before + most, "takeOver paid");
        check(positionSize(account, seriesId) == 0 && positionSize(taker, seriesId) == taken + held, "takeOver");
    }

    /// @notice V5: every feed fails, both assets are halted and the market is about to end. Who has a position closes it.
    function leave(uint256 seed) external counted {
        (address account, uint32 seriesId, uint256 held) = _position(seed);
        uint256 state = VM.snapshotState();
        SOURCE.setFailure(PriceSourceMock.Failure.Revert);
        ORACLE.setHalted(BTC, true);
        ORACLE.setHalted(TSLA, true);
        OPTIONS.announceClosing(OPTIONS.contextOf(seriesId).marketId);
        VM.warp(time + 10 days);

        _close(account, seriesId, held);
        VM.revertToState(state);
    }

    /* FUNDING AND THE END */

    /// @notice O7: a position is settled once, and instead some times within the same time: that costs a unit each time at most.
    function pokeOften(uint256 seed, uint256 pokes, uint256 pause) external counted {
        (address account, uint32 seriesId,) = _position(seed);
        pokes = _bound(pokes, 2, 6);
        pause = _bound(pause, 1, 290);
        uint256 state = VM.snapshotState();
        // A sample of the volatility is due now, and the next one not before the last poke.
        time += 30 minutes;
        _deposit(account, 1e24);
        _publish();
        _poke(account, seriesId, 1, 0);

        uint256 start = VM.snapshotState();
        uint256 once = _poke(account, seriesId, 1, pokes * pause);
        VM.revertToState(start);
        uint256 often = _poke(account, seriesId, pokes, pause);
        VM.revertToState(state);

        check(once <= often && often <= once + pokes, "O7");
    }

    /// @notice A market ends, at its value or paid out at some index. V5: everybody is paid, within O3, and nothing stays locked.
    function endMarket(uint256 market, uint256 index, bool isPaidOut) external counted {
        uint32 marketId = uint32(1 + market % MARKETS);
        uint256 state = VM.snapshotState();
        if (isPaidOut) {
            uint256 mid = ORACLE.indexOf(marketId == 1 ? BTC : 0, TSLA).mid;
            OPTIONS.cashOut(marketId, _bound(index, 0, 3 * mid));
        } else {
            OPTIONS.announceClosing(marketId);
            time += 7 days;
            _publish();
            OPTIONS.fixFinalPrice(marketId);
        }

        uint32[] memory live = OPTIONS.liveSeriesOf(address(POOL));
        for (uint256 i = 0; i < live.length * TRADERS; ++i) {
            if (OPTIONS.seriesOf(live[i / TRADERS]).terms.marketId == marketId) {
                _closeFinally(trader(i), live[i / TRADERS]);
            }
        }
        (uint256 locked,) = OPTIONS.openInterestOf(marketId);
        check(locked == 0, "O2 final");
        VM.revertToState(state);
    }

    /* INTERNAL */

    function _deposit(address account, uint256 amount) private {
        TOKEN.mint(account, amount);

        VM.prank(account);
        VAULT.deposit(TSLA, account, amount);
    }

    function _open(address account, SeriesTerms memory terms, uint256 size) private steady {
        // Units of what costs about as much as a bitcoin.
        if (terms.marketId != 1) size = size * btcPrice / 1e18;
        uint256 wealth = _wealthIn(account, OPTIONS.seriesIdOf(terms));

        VM.prank(account);
        (uint32 seriesId, uint256 cost) = OPTIONS.open(terms, account, size, type(uint256).max, time);

        _checkPrices(OPTIONS.contextOf(seriesId), size, cost);
        uint256 state = VM.snapshotState();
        _close(account, seriesId, size / 3);
        _close(account, seriesId, size - size / 3);
        uint256 left = _wealthIn(account, seriesId);
        VM.revertToState(state);
        check(left <= wealth, "O4");
    }

    /// @dev O3: what was paid lies between the payoff and the most that the option can pay, at the edge that is dearer. At one
    /// index and without utilisation, the bid does so too and the ask is above it.
    function _checkPrices(OptionContext memory context, uint256 size, uint256 cost) private pure {
        Interval memory index = context.index;
        uint256 most = context.option.maxPayoff;
        uint256 edge = context.option.isCall ? index.hi : index.lo;
        check(cost >= _payoff(context.option, edge) * size / 1e18, "O3 paid");
        check(cost <= most * size / 1e18 + 1 + _mostFee(context, edge, size), "O3 paid");

        uint256[3] memory places = [index.lo, index.mid, index.hi];
        for (uint256 i = 0; i < places.length; ++i) {
            context.index = Interval(places[i], places[i], places[i]);
            (uint256 bid,) = context.bid(0);
            (uint256 ask,) = context.ask(0);
            check(_payoff(context.option, places[i]) <= bid && bid <= ask && ask <= most, "O3");
        }
    }

    function _poke(address account, uint32 seriesId, uint256 pokes, uint256 pause) private returns (uint256 paid) {
        paid = _balanceOf(account);
        uint256 at = time;
        for (uint256 i = 0; i < pokes; ++i) {
            at += pause;
            VM.warp(at);
            OPTIONS.settle(account, seriesId);
        }
        paid -= _balanceOf(account);
    }

    function _closeFinally(address account, uint32 seriesId) private {
        uint256 held = positionSize(account, seriesId);
        if (held == 0) return;
        (uint256 least, uint256 most) = _payoutRange(account, seriesId, held);

        VM.prank(KEEPER);
        try OPTIONS.closeFinal(account, seriesId) returns (uint256 payout) {
            check(least <= payout && payout <= most, "O3 final");
        } catch {
            check(false, "V5 final");
        }
    }

    /// @dev What an account has when it has paid the funding due on one position, token units.
    function _wealthIn(address account, uint32 seriesId) private view returns (uint256) {
        bool isHeld = positionSize(account, seriesId) != 0;
        return _balanceOf(account) - (isHeld ? OPTIONS.fundingOwed(account, seriesId) : 0);
    }

    function _terms(uint32 marketId, uint256 strike, uint256 width, bool isCall)
        private
        view
        returns (SeriesTerms memory)
    {
        uint256 mid = ORACLE.indexOf(marketId == 1 ? BTC : 0, TSLA).mid;
        for (uint256 i = strike % 17; i < 8; ++i) {
            mid = mid * 100 / 105;
        }
        for (uint256 i = 8; i < strike % 17; ++i) {
            mid = mid * 105 / 100;
        }
        return SeriesTerms({
            pool: address(POOL),
            marketId: marketId,
            strike: uint96(StrikeGrid.nearest(mid)),
            widthBps: [2500, 5000, 10_000][width % 3],
            isCall: isCall
        });
    }

    function _otherThan(address account, uint256 seed) private pure returns (address) {
        return trader((uint160(account) - 0x7ADE0000) / 0x100 + 1 + seed % (TRADERS - 1));
    }
}
