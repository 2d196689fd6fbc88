// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { OptionPoolFactory } from "../../../contracts/options/OptionPoolFactory.sol";
import { PrivateOptionPool } from "../../../contracts/options/PrivateOptionPool.sol";
import { SignedOrders } from "../../../contracts/options/SignedOrders.sol";
import { StrikeGrid } from "../../../contracts/libraries/StrikeGrid.sol";
import { Integrator, OptionContext, OptionShape } from "../../../interfaces/IOptionTypes.sol";
import { Interval } from "../../../interfaces/IPriceOracle.sol";
import { LimitOrder, OrderFill, PoolQuote, QuoteFill } from "../../../interfaces/ISignedOrders.sol";
import { check } from "./Checks.sol";
import { TradersHandler } from "./TradersHandler.sol";
import { VM } from "./Vm.sol";

/// @notice A maker with a private pool, and traders who take his quotes or leave orders. `done` counts, for each action, how
/// often it succeeded.
contract OrdersHandler is TradersHandler {
    uint256 public constant QUOTE_SIZE = 2e18;
    uint256 public constant GROUPS = 12;
    address public constant MAKER = address(0xA1A0000);
    uint256 private constant SIGNER_KEY = 0x516;
    uint256 private constant TRADER_KEY = 0x7AD;

    SignedOrders public immutable ORDERS;
    PrivateOptionPool public immutable PRIVATE;
    address public immutable SIGNER = VM.addr(SIGNER_KEY);
    address public immutable TRADER_SIGNER = VM.addr(TRADER_KEY);

    /// @notice What the chain has told of fills with each group of the maker's, WAD.
    mapping(uint256 groupId => uint256 size) public filled;

    constructor() {
        ORDERS = new SignedOrders(VAULT, OPTIONS);
        VAULT.addModule(address(ORDERS));
        VM.prank(MAKER);
        PRIVATE = PrivateOptionPool(FACTORY.createPrivatePool(TSLA, SIGNER));

        TOKEN.mint(MAKER, 1000e18);
        VM.startPrank(MAKER);
        TOKEN.approve(address(PRIVATE), type(uint256).max);
        PRIVATE.deposit(1000e18);
        VM.stopPrank();
        for (uint256 i = 0; i < TRADERS; ++i) {
            TOKEN.mint(trader(i), 1000e18);
            VM.startPrank(trader(i));
            TOKEN.approve(address(VAULT), type(uint256).max);
            VAULT.deposit(TSLA, trader(i), 1000e18);
            VAULT.setOperator(trader(i), TRADER_SIGNER, type(uint64).max);
            VM.stopPrank();
        }
    }

    /// @notice The accounts of the traders; the first is the maker's own.
    function trader(uint256 seed) public pure override returns (address) {
        return seed % TRADERS == 0 ? MAKER : address(uint160(0x7ADE0000 + (seed % TRADERS) * 0x100));
    }

    /// @notice A trader buys by a quote: mostly from a maker with cover, between the payoff and the most that the option pays,
    /// else at any price from nothing to more than that. O3: he pays at least the payoff and, but for the fee, at most all that
    /// it can pay.
    function buy(uint256 seed, uint256 strike, uint256 price, uint256 size, bool isCall) external counted {
        PoolQuote memory quote = _quote(strike, isCall);
        if (price % 8 == 0) {
            quote.price = _bound(price, 0, uint256(quote.strike) * 6 / 10);
        } else {
            quote.price = _bound(price, _leastPrice(quote), uint256(quote.strike) / 2);
            if (PRIVATE.freeCash() < quote.strike) _putIn(quote.strike);
        }
        size = _bound(size, 0.25e18, QUOTE_SIZE);
        address account = trader(seed);

        bytes memory signature = _sign(SIGNER_KEY, ORDERS.hashQuote(quote));

        VM.prank(account);
        (uint32 seriesId, uint256 cost) =
            ORDERS.fillQuote(quote, signature, account, size, 1e30, Integrator(address(0), 0));

        filled[quote.group] += size;
        OptionContext memory context = OPTIONS.contextOf(seriesId);
        uint256 most = context.option.maxPayoff * size / 1e18 + 1 + _mostFee(context, context.index.mid, size);
        check(_payoff(context.option, context.index.mid) * size / 1e18 <= cost && cost <= most, "O3");
    }

    /// @notice A keeper fills an order to sell a whole position: by a quote, or at the bid. O3: it pays as a close does, or more.
    function sell(uint256 seed, uint256 price, bool byQuote) external counted {
        (address account, uint32 seriesId, uint256 held) = _position(seed);
        PoolQuote memory quote = _quoteOf(seriesId);
        quote.isOpen = false;
        quote.price = _bound(price, 0, uint256(quote.strike) / 2);
        LimitOrder memory order = _orderOf(account, quote, held);
        OrderFill memory fill;
        fill.order = order;
        fill.signature = _sign(TRADER_KEY, ORDERS.hashOrder(order));
        if (byQuote) {
            quote.size = held;
            quote.group = time; // above any of the maker's other groups
            fill.quotes = new QuoteFill[](1);
            fill.quotes[0] = QuoteFill(quote, _sign(SIGNER_KEY, ORDERS.hashQuote(quote)), held);
        } else {
            (fill.pool, fill.poolSize) = (address(PRIVATE), held);
        }

        (uint256 least, uint256 most) = _payoutRange(account, seriesId, held);

        VM.prank(KEEPER);
        uint256 payout = ORDERS.fillOrder(fill);
        check(least <= payout && payout <= most, "O3");
    }

    /// @notice The maker takes out what covers nothing.
    function takeOut(uint256 amount) external counted {
        amount = _bound(amount, 1, PRIVATE.freeCash());

        VM.prank(MAKER);
        PRIVATE.withdraw(amount, MAKER);
    }

    /// @notice The maker puts tokens in.
    function putIn(uint256 amount) external counted {
        _putIn(_bound(amount, 1, 500e18));
    }

    /// @notice The groups of the maker's quotes: others each day, as a group is good for one quote's size.
    function group(uint256 seed) public view returns (uint256) {
        return time / 1 days * GROUPS + seed % GROUPS;
    }

    /// @dev A quote of up to 2 units within four steps of the money, good whatever the index is.
    function _quote(uint256 strike, bool isCall) private view returns (PoolQuote memory quote) {
        uint256 mid = ORACLE.indexOf(BTC, TSLA).mid;
        quote.strike = uint96(StrikeGrid.nearest(mid * (80 + strike % 40) / 100));
        quote.isCall = isCall;
        quote.isOpen = true;
        quote.group = group(strike);
        quote.size = QUOTE_SIZE;
        _complete(quote);
    }

    function _putIn(uint256 amount) private {
        TOKEN.mint(MAKER, amount);
        VM.prank(MAKER);
        PRIVATE.deposit(amount);
    }

    /// @dev What the payoff may be at most, and a premium that is not too small for a market, WAD.
    function _leastPrice(PoolQuote memory quote) private view returns (uint256) {
        Interval memory index = ORACLE.indexOf(BTC, TSLA);
        OptionShape memory option;
        (option.strike, option.width, option.isCall) = (quote.strike, 0.5e18, quote.isCall);
        return _payoff(option, quote.isCall ? index.hi : index.lo) + 0.01e18;
    }

    function _quoteOf(uint32 seriesId) private view returns (PoolQuote memory quote) {
        quote.strike = OPTIONS.seriesOf(seriesId).terms.strike;
        quote.isCall = OPTIONS.seriesOf(seriesId).terms.isCall;
        _complete(quote);
    }

    function _complete(PoolQuote memory quote) private view {
        (quote.pool, quote.signer, quote.marketId, quote.widthBps) = (address(PRIVATE), SIGNER, 1, 5000);
        (quote.indexHi, quote.maxIntervalBps) = (type(uint256).max, type(uint256).max);
        quote.validUntil = uint40(time);
    }

    function _orderOf(address account, PoolQuote memory quote, uint256 size)
        private
        view
        returns (LimitOrder memory order)
    {
        (order.account, order.signer, order.marketId) = (account, TRADER_SIGNER, 1);
        (order.strike, order.widthBps, order.isCall) = (quote.strike, quote.widthBps, quote.isCall);
        (order.size, order.group, order.validUntil) = (size, time, uint40(time));
    }

    function _sign(uint256 key, bytes32 digest) private returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _writer() internal view override returns (address) {
        return address(PRIVATE);
    }
}
