// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Integrator } from "./IOptionTypes.sol";

/// @notice What a private pool's signer offers: one side of one series, up to a size, at one price.
/// @param pool The private pool that writes the options.
/// @param signer Who signs: the pool's signer when the quote is filled.
/// @param marketId The market.
/// @param strike Settlement tokens per unit of the base, WAD, on the grid.
/// @param widthBps How far the option pays, bps of the strike.
/// @param isCall True for a call, false for a put.
/// @param isOpen True if the taker buys from the pool, false if he sells back to it.
/// @param size The most that is filled, units of the base, WAD: of all that its signer has signed with the same group.
/// @param price Settlement tokens per unit of the base, WAD. The taker pays the fees beside it.
/// @param indexLo The least confirmed index at which the quote is good, settlement tokens per unit of the base, WAD.
/// @param indexHi The most.
/// @param maxIntervalBps The most that the index's upper edge lies above its lower one, bps of the lower: what bounds the
/// age of the prices.
/// @param validFrom From when the quote is good, Unix seconds.
/// @param validUntil The last second at which it is.
/// @param group What is filled of one quote counts for all of its signer's with the same group.
/// @param epoch The signer's epoch: another number from his own makes the quote void.
/// @param taker The owner of the accounts that may take it; anybody's if zero.
struct PoolQuote {
    address pool;
    address signer;
    uint32 marketId;
    uint96 strike;
    uint16 widthBps;
    bool isCall;
    bool isOpen;
    uint256 size;
    uint256 price;
    uint256 indexLo;
    uint256 indexHi;
    uint256 maxIntervalBps;
    uint40 validFrom;
    uint40 validUntil;
    uint256 group;
    uint256 epoch;
    address taker;
}

/// @notice What a trader wants done by whoever can: one side of one series, up to a size, at a price or better.
/// @param account The account of the ledger that trades.
/// @param signer Who signs: whoever may act for the account when the order is filled.
/// @param pool The pool that the option is of; any if zero.
/// @param marketId The market.
/// @param strike Settlement tokens per unit of the base, WAD, on the grid.
/// @param widthBps How far the option pays, bps of the strike.
/// @param isCall True for a call, false for a put.
/// @param isOpen True to buy, false to sell.
/// @param size The most that is filled, units of the base, WAD: of all that its signer has signed with the same group.
/// @param price The most that the account pays, or the least that it receives, settlement tokens per unit of the base, WAD.
/// It includes all but the executor's fee.
/// @param executorFee What filling the whole size earns whoever sends the order in, in units of the settlement token;
/// a part of the size earns the same part, rounded down.
/// @param integrator The front end that the order came through; none if zero.
/// @param integratorFeeBps What it adds to the trading fee, bps of that.
/// @param validFrom From when the order is good, Unix seconds.
/// @param validUntil The last second at which it is.
/// @param group What is filled of one order counts for all of its signer's with the same group.
/// @param epoch The signer's epoch: another number from his own makes the order void.
struct LimitOrder {
    address account;
    address signer;
    address pool;
    uint32 marketId;
    uint96 strike;
    uint16 widthBps;
    bool isCall;
    bool isOpen;
    uint256 size;
    uint256 price;
    uint256 executorFee;
    address integrator;
    uint16 integratorFeeBps;
    uint40 validFrom;
    uint40 validUntil;
    uint256 group;
    uint256 epoch;
}

/// @notice A quote, and how much of it an order takes.
/// @param signature The signer's: 65 bytes `r, s, v`, or what his contract accepts (ERC-1271).
/// @param size Units of the base, WAD.
struct QuoteFill {
    PoolQuote quote;
    bytes signature;
    uint256 size;
}

/// @notice An order, and what fills it: quotes in the order given, and then a public pool.
/// @param signature The signer's: 65 bytes `r, s, v`, or what his contract accepts (ERC-1271).
/// @param quotes Of private pools. May be empty.
/// @param pool Fills `poolSize` at its own ask or bid: a public pool, or any to close in.
/// @param poolSize Units of the base, WAD; zero if the quotes are all.
struct OrderFill {
    LimitOrder order;
    bytes signature;
    QuoteFill[] quotes;
    address pool;
    uint256 poolSize;
}

/// @title Signed quotes and limit orders
/// @notice Matched off chain, settled on chain. A private pool's signer offers prices by signed quotes, and traders sign
/// limit orders; whoever has both settles them. A message can be filled in parts, never above its size, and only as it was
/// signed: EIP-712, for this contract on this chain, and with the signer's address in it, so that a signature of one
/// wallet is none of another with the same owner.
/// @dev Units: prices are settlement tokens per unit of the base, WAD; sizes units of the base, WAD; amounts and fees are in
/// units of the settlement token. Accounts without code sign by ECDSA, contracts by ERC-1271, and accounts that delegate to
/// code (EIP-7702) by either.
interface ISignedOrders {
    /* EVENTS */

    /// @notice Emitted when a quote, or a part of it, has been filled.
    /// @param amount What the account paid to open, or received for closing, all fees of the trade included.
    event QuoteFilled(
        bytes32 indexed quoteHash,
        address indexed pool,
        address indexed account,
        uint32 seriesId,
        uint256 size,
        uint256 amount
    );

    /// @notice Emitted when an order, or a part of it, has been filled.
    /// @param amount What the account paid to open, or received for closing, all but the executor's fee included.
    event OrderFilled(
        bytes32 indexed orderHash,
        address indexed account,
        address indexed executor,
        uint256 size,
        uint256 amount,
        uint256 executorFee
    );

    /// @notice Emitted when an order of a batch could not be filled; nothing of it was.
    /// @param reason What it reverted with, cut after 256 bytes. Empty when it ran out of gas.
    event OrderFailed(bytes32 indexed orderHash, address indexed account, bytes reason);

    /// @notice Emitted when a signer has made everything void that he has signed with a group.
    event GroupCancelled(address indexed signer, uint256 group);

    /// @notice Emitted when a signer has made everything void that he has signed with an earlier epoch.
    event EpochBumped(address indexed signer, uint256 epoch);

    /* ERRORS */

    /// @notice Thrown before a message is good.
    error SignedTooEarly(uint256 validFrom);

    /// @notice Thrown after a message was good.
    error SignatureExpired(uint256 validUntil);

    /// @notice Thrown when the signer's epoch is not that of the message.
    error SignedInOtherEpoch(address signer, uint256 signed, uint256 epoch);

    /// @notice Thrown when more would be filled than is left of a message. Nothing is left of a cancelled one.
    error FillExceedsSize(address signer, uint256 group, uint256 size, uint256 left);

    /// @notice Thrown when nothing would be filled.
    error NothingToFill();

    /// @notice Thrown when the signature is not the signer's, or is not in its one canonical form.
    error OrderSignatureInvalid(address signer);

    /// @notice Thrown when the signer of a quote is not the pool's; zero if the pool has none.
    error NotPoolSigner(address pool, address signer, address poolSigner);

    /// @notice Thrown when the signer of an order may not act for the account.
    error SignerNotAuthorised(address account, address signer);

    /// @notice Thrown when a quote is for somebody else.
    error QuoteForOtherTaker(address taker, address account);

    /// @notice Thrown when an order is to be filled with another series or side than its own.
    error QuoteOfOtherTerms(bytes32 quoteHash, bytes32 orderHash);

    /// @notice Thrown when an order is to be filled by another pool than the one that it names.
    error PoolNotOrdered(address pool, address ordered);

    /// @notice Thrown when less gas is left for a fill of a batch than it may use.
    error BatchOutOfGas(uint256 left, uint256 needed);

    /* FILLING */

    /// @notice Takes a quote for an account. For whoever may act for the account.
    /// @param signature The signer's: 65 bytes `r, s, v`, or what his contract accepts (ERC-1271).
    /// @param account Buys from the pool, or sells back to it.
    /// @param size Units of the base, WAD.
    /// @param limit The most that the account pays, or the least that it receives, fees included.
    /// @param integrator The front end that adds its fee; none if its fee is zero.
    /// @return seriesId The series.
    /// @return amount What the account paid, or received: never less than the pool's standard bid would have paid.
    function fillQuote(
        PoolQuote calldata quote,
        bytes calldata signature,
        address account,
        uint256 size,
        uint256 limit,
        Integrator calldata integrator
    ) external returns (uint32 seriesId, uint256 amount);

    /// @notice Fills an order: by quotes in the order given, and then by a pool at its ask or bid. For anyone, who gets the
    /// executor's fee into the account of his own address. All or nothing; each part keeps the order's limit by itself.
    /// @dev Which of several fills is the best for the trader is decided where they are matched. Here his limit counts.
    /// @return amount What the account paid, or received, all but the executor's fee included.
    function fillOrder(OrderFill calldata fill) external returns (uint256 amount);

    /// @notice Fills many orders. One that cannot be filled changes nothing and is reported by `OrderFailed`.
    /// @param gasPerFill The most gas that one fill may use, so that no signer's contract can use up that of the others.
    /// @return filled Which of them were.
    function fillBatch(OrderFill[] calldata fills, uint256 gasPerFill) external returns (bool[] memory filled);

    /* CANCELLING */

    /// @notice Makes everything void that the caller has signed with a group, or will sign.
    function cancelGroup(uint256 group) external;

    /// @notice Makes everything void that the caller has signed so far.
    /// @return epoch What he signs with from now on.
    function bumpEpoch() external returns (uint256 epoch);

    /* VIEWS */

    /// @notice What has been filled of a signer's group, WAD; the largest number if it was cancelled.
    function consumedOf(address signer, uint256 group) external view returns (uint256);

    /// @notice The epoch that a signer's messages must have.
    function epochOf(address signer) external view returns (uint256);

    /// @notice The EIP-712 hash of a quote.
    function hashQuote(PoolQuote calldata quote) external view returns (bytes32);

    /// @notice The EIP-712 hash of an order.
    function hashOrder(LimitOrder calldata order) external view returns (bytes32);

    /// @notice What is left of a quote, WAD: zero when it is filled or cancelled. Reverts with the reason, as a fill does,
    /// while its time, epoch, signer or signature is not good. Index, cover and taker are not looked at.
    function checkQuote(PoolQuote calldata quote, bytes calldata signature) external view returns (uint256);

    /// @notice What is left of an order, WAD: zero when it is filled or cancelled. Reverts with the reason, as a fill does,
    /// while its time, epoch, signer or signature is not good. Prices, cover and balances are not looked at.
    function checkOrder(LimitOrder calldata order, bytes calldata signature) external view returns (uint256);
}
