// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { ICoverPool } from "../../interfaces/ICoverPool.sol";
import { Integrator, Offer, SeriesTerms } from "../../interfaces/IOptionTypes.sol";
import { IPerpetualOptions } from "../../interfaces/IPerpetualOptions.sol";
import { ISignedOrders, LimitOrder, OrderFill, PoolQuote, QuoteFill } from "../../interfaces/ISignedOrders.sol";
import { Accounts } from "../libraries/Accounts.sol";
import { OrderHashes } from "../libraries/OrderHashes.sol";
import { TokenUnits } from "../libraries/TokenUnits.sol";
import { SignedMessages } from "./SignedMessages.sol";

/// @title SignedOrders
/// @notice See `ISignedOrders`.
/// @dev A module of the ledger and the options, which act on its word: each fill checks the signatures that it rests on, and
/// who calls. No token moves to a wallet, so nobody can make a fill fail by what he does on receipt.
contract SignedOrders is ISignedOrders, SignedMessages, ReentrancyGuardTransient {
    using Accounts for address;
    using FixedPointMathLib for uint256;
    using OrderHashes for PoolQuote;

    uint256 private constant _MAX_REASON_BYTES = 256;

    IPerpetualOptions public immutable OPTIONS;

    constructor(ICollateralVault vault, IPerpetualOptions options) SignedMessages(vault) {
        OPTIONS = options;
    }

    /* FILLING */

    /// @inheritdoc ISignedOrders
    function fillQuote(
        PoolQuote calldata quote,
        bytes calldata signature,
        address account,
        uint256 size,
        uint256 limit,
        Integrator calldata integrator
    ) external override nonReentrant returns (uint32 seriesId, uint256 amount) {
        require(VAULT.isAuthorised(account, msg.sender), ICollateralVault.NotAuthorised(account, msg.sender));

        return _take(quote, hashQuote(quote), signature, account, size, limit, integrator);
    }

    /// @inheritdoc ISignedOrders
    function fillOrder(OrderFill calldata fill) external override nonReentrant returns (uint256 amount) {
        LimitOrder calldata order = fill.order;
        bytes32 orderHash = hashOrder(order);
        uint256 size = _sizeOf(fill);
        _requireOrder(order, orderHash, fill.signature);
        _consume(order.signer, order.group, order.size, size);
        uint16 assetId = ICoverPool(fill.poolSize != 0 ? fill.pool : fill.quotes[0].quote.pool).assetId();

        amount = _execute(fill, orderHash, assetId);
        uint256 executorFee = order.executorFee.fullMulDiv(size, order.size);
        address executor = _actor();

        emit OrderFilled(orderHash, order.account, executor, size, amount, executorFee);

        if (executorFee != 0) VAULT.charge(assetId, order.account, executor, executorFee, executor, 0, false);
    }

    /// @inheritdoc ISignedOrders
    function fillBatch(OrderFill[] calldata fills, uint256 gasPerFill)
        external
        override
        returns (bool[] memory filled)
    {
        filled = new bool[](fills.length);
        for (uint256 i = 0; i < fills.length; ++i) {
            bytes memory reason;
            (filled[i], reason) = _try(_callToFill(fills, i), gasPerFill);
            if (filled[i]) continue;

            emit OrderFailed(hashOrder(fills[i].order), fills[i].order.account, reason);
        }
    }

    /* INTERNAL */

    /// @dev Trades all that a fill consists of, each part within the order's limit.
    function _execute(OrderFill calldata fill, bytes32 orderHash, uint16 assetId) private returns (uint256 amount) {
        LimitOrder calldata order = fill.order;
        Integrator memory integrator = Integrator(order.integrator, order.integratorFeeBps);
        (, uint8 decimals) = VAULT.assetOf(assetId);
        uint256 unit = 10 ** decimals;

        for (uint256 i = 0; i < fill.quotes.length; ++i) {
            QuoteFill calldata part = fill.quotes[i];
            bytes32 quoteHash = hashQuote(part.quote);
            _requireMatch(part.quote, quoteHash, order, orderHash);
            uint256 limit = _limitOf(order, part.size, unit);
            (, uint256 traded) =
                _take(part.quote, quoteHash, part.signature, order.account, part.size, limit, integrator);
            amount += traded;
        }
        if (fill.poolSize != 0) {
            require(order.pool == address(0) || order.pool == fill.pool, PoolNotOrdered(fill.pool, order.pool));
            amount += _trade(order, fill.pool, fill.poolSize, _limitOf(order, fill.poolSize, unit), integrator);
        }
    }

    /// @dev Fills a quote for an account whose owner wants that.
    function _take(
        PoolQuote calldata quote,
        bytes32 quoteHash,
        bytes calldata signature,
        address account,
        uint256 size,
        uint256 limit,
        Integrator memory integrator
    ) private returns (uint32 seriesId, uint256 amount) {
        require(quote.taker == address(0) || account.isOwnedBy(quote.taker), QuoteForOtherTaker(quote.taker, account));
        _requireQuote(quote, quoteHash, signature);
        _consume(quote.signer, quote.group, quote.size, size);

        SeriesTerms memory terms = SeriesTerms(quote.pool, quote.marketId, quote.strike, quote.widthBps, quote.isCall);
        Offer memory offer = Offer(quote.price, quote.indexLo, quote.indexHi, quote.maxIntervalBps);
        (seriesId, amount) = quote.isOpen
            ? OPTIONS.openOffered(terms, account, size, limit, integrator, offer)
            : OPTIONS.closeOffered(terms, account, size, limit, integrator, offer);

        emit QuoteFilled(quoteHash, quote.pool, account, seriesId, size, amount);
    }

    /// @dev Trades a part of an order at a pool's own price.
    function _trade(LimitOrder calldata order, address pool, uint256 size, uint256 limit, Integrator memory integrator)
        private
        returns (uint256 amount)
    {
        SeriesTerms memory terms = SeriesTerms(pool, order.marketId, order.strike, order.widthBps, order.isCall);
        if (order.isOpen) {
            (, amount) = OPTIONS.open(terms, order.account, size, limit, block.timestamp, integrator);
        } else {
            uint32 seriesId = OPTIONS.seriesIdOf(terms);
            amount = OPTIONS.close(order.account, seriesId, size, limit, block.timestamp, integrator);
        }
    }

    /// @dev The call that fills one of a batch. The fill is copied as it was sent, as to encode it anew costs more than to check
    /// a signature: fills follow each other, and one that goes on beyond the start of the next cannot be read, so it fails.
    function _callToFill(OrderFill[] calldata fills, uint256 i) private pure returns (bytes memory) {
        uint256 start = _startOf(fills[i]);
        uint256 end = i + 1 < fills.length ? _startOf(fills[i + 1]) : msg.data.length;

        return abi.encodePacked(this.fillOrder.selector, uint256(32), msg.data[start:end.max(start)]);
    }

    function _startOf(OrderFill calldata fill) private pure returns (uint256 start) {
        assembly {
            start := fill
        }
    }

    /// @dev Calls this contract in the caller's name. What it reverts with is copied only in part, as a signer's contract
    /// could make it as long as it likes.
    function _try(bytes memory data, uint256 gasLimit) private returns (bool success, bytes memory reason) {
        // One part of 64 stays with the caller of a call; less than asked for would be handed on in silence.
        uint256 needed = gasLimit + gasLimit / 63;
        require(gasleft() > needed, BatchOutOfGas(gasleft(), needed));

        reason = new bytes(_MAX_REASON_BYTES);
        assembly ("memory-safe") {
            success := delegatecall(gasLimit, address(), add(data, 32), mload(data), 0, 0)
            let length := returndatasize()
            if gt(length, _MAX_REASON_BYTES) { length := _MAX_REASON_BYTES }
            returndatacopy(add(reason, 32), 0, length)
            mstore(reason, length)
        }
    }

    function _sizeOf(OrderFill calldata fill) private pure returns (uint256 size) {
        size = fill.poolSize;
        for (uint256 i = 0; i < fill.quotes.length; ++i) {
            size += fill.quotes[i].size;
        }
        require(size != 0, NothingToFill());
    }

    /// @dev The most that opening `size` may cost, or the least that closing it may pay, rounded for the trader.
    function _limitOf(LimitOrder calldata order, uint256 size, uint256 unit) private pure returns (uint256) {
        // No option is worth so much: an order to buy at any price does not overflow.
        uint256 price = order.price.min(type(uint160).max);
        return order.isOpen ? TokenUnits.amountDown(price, size, unit) : TokenUnits.amountUp(price, size, unit);
    }

    /// @dev An order is filled with nothing but its own series and side.
    function _requireMatch(PoolQuote calldata quote, bytes32 quoteHash, LimitOrder calldata order, bytes32 orderHash)
        private
        pure
    {
        require(order.pool == address(0) || order.pool == quote.pool, PoolNotOrdered(quote.pool, order.pool));
        require(quote.isOfSameOption(order), QuoteOfOtherTerms(quoteHash, orderHash));
    }
}
