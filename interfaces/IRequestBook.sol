// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ITradingCalendar } from "./ITradingCalendar.sol";

/// @title IRequestBook
/// @notice Requests to buy or redeem stock tokens for money, by anybody who may hold them, as in ERC-7540: what is given
/// waits in escrow, the issuer fills it in one or more parts, and what it has not filled after three business days can be
/// taken back.
/// @dev Units: shares and raw tokens with 18 decimals, payments in units of the payment token, prices in units of the
/// payment token per whole share, times in Unix seconds. A price limit is kept per raw token at the multiplier of the
/// request, so that a split in between changes nothing.
interface IRequestBook {
    /* STRUCTS */

    /// @notice A request.
    /// @param requester Who asks, gives and gets.
    /// @param isRedeem Whether tokens are given for money, instead of money for tokens.
    /// @param requestedAt When it was made.
    /// @param fills How often it was filled in part.
    /// @param token The stock token.
    /// @param multiplier Shares per raw token when it was made, WAD: what `limitPrice` refers to.
    /// @param paymentToken What is paid in.
    /// @param remaining What waits in escrow: payment units, or raw tokens to redeem; 0 when all is filled or taken back.
    /// @param limitPrice The most to pay, or the least to get, per whole share.
    struct Request {
        address requester;
        bool isRedeem;
        uint40 requestedAt;
        uint32 fills;
        //
        address token;
        uint96 multiplier;
        //
        address paymentToken;
        //
        uint128 remaining;
        uint128 limitPrice;
    }

    /// @notice An issuer's fill of a request, in whole or in part, signed by it or a key that it has named (EIP-712).
    /// @param requestId The request.
    /// @param number 1 for the first fill of the request, and so on: each is used once, in order.
    /// @param amount Shares taken into custody for it; or raw tokens to redeem.
    /// @param payment What is paid for them in all: to the issuer, or by it.
    /// @param actionNonce The corporate action up to which it is computed, see `IStockToken.actionNonce`.
    /// @param expiry The last second at which it may be used.
    struct Fill {
        uint256 requestId;
        uint32 number;
        uint128 amount;
        uint128 payment;
        uint32 actionNonce;
        uint40 expiry;
    }

    /* EVENTS */

    /// @notice Emitted when a token is accepted as payment, or no longer.
    event PaymentTokenSet(address indexed paymentToken, bool isAccepted);

    /// @notice Emitted when an issuer names a key that signs its fills, or takes it back.
    event FillSignerSet(address indexed issuer, address indexed signer, bool isAuthorised);

    /// @notice Emitted when somebody asks to buy for `payment`.
    event IssueRequested(
        uint256 indexed requestId,
        address indexed token,
        address indexed requester,
        address paymentToken,
        uint256 payment,
        uint256 maxPrice
    );

    /// @notice Emitted when somebody asks to redeem `raw` tokens.
    event RedeemRequested(
        uint256 indexed requestId,
        address indexed token,
        address indexed requester,
        address paymentToken,
        uint256 raw,
        uint256 minPrice
    );

    /// @notice Emitted when a request is filled, in whole or in part.
    event RequestFilled(uint256 indexed requestId, uint256 number, uint256 raw, uint256 payment, uint256 remaining);

    /// @notice Emitted when a requester takes back what was not filled.
    event RequestCancelled(uint256 indexed requestId, uint256 returned);

    /// @notice Emitted when a payment token refuses a payee, who can be paid later.
    event PaymentDeferred(address indexed paymentToken, address indexed payee, uint256 amount);

    /// @notice Emitted when a deferred payment is made.
    event PaymentReleased(address indexed paymentToken, address indexed payee, uint256 amount);

    /* ERRORS */

    /// @notice Thrown when a token is not accepted as payment.
    error PaymentTokenNotAccepted(address paymentToken);

    /// @notice Thrown when a payment token delivers less than it said, as one with a transfer fee does.
    error PaymentIncomplete(uint256 received, uint256 amount);

    /// @notice Thrown when a request gives nothing.
    error RequestOfNothing();

    /// @notice Thrown when there is no such request.
    error RequestUnknown(uint256 requestId);

    /// @notice Thrown when nothing of a request is open: it was filled, or taken back.
    error RequestClosed(uint256 requestId);

    /// @notice Thrown when anybody but the requester takes a request back.
    error NotRequester(address caller, address requester);

    /// @notice Thrown when a request is taken back before its issuer's time is over.
    error RequestNotCancellable(uint256 cancellableAt);

    /// @notice Thrown when a fill is used after its end.
    error FillExpired(uint256 expiry);

    /// @notice Thrown when a fill was used before, or an earlier one was not.
    error FillOutOfOrder(uint256 number, uint256 expected);

    /// @notice Thrown when a fill is signed by somebody who is not the issuer and was not named by it.
    error NotFillSigner(address signer, address issuer);

    /// @notice Thrown when a signature does not fit the signer and the fill.
    error FillSignatureInvalid(address signer);

    /// @notice Thrown when a fill takes more than a request has left.
    error FillExceedsRequest(uint256 amount, uint256 remaining);

    /// @notice Thrown when a fill costs the requester more than its limit allows.
    error FillAboveLimit(uint256 payment, uint256 most);

    /// @notice Thrown when a fill brings the requester less than its limit asks for.
    error FillBelowLimit(uint256 payment, uint256 least);

    /// @notice Thrown when no payment waits for a payee.
    error NoPaymentDeferred(address paymentToken, address payee);

    /* OFFICERS */

    /// @notice Accepts a token as payment in new requests, or ends it. Restricted.
    /// @dev Warning: only plain tokens. One that keeps a fee is refused when it is used.
    function setPaymentToken(address paymentToken, bool isAccepted) external;

    /// @notice Names a key that signs fills for the caller's stocks, or takes it back.
    function setFillSigner(address signer, bool isAuthorised) external;

    /* REQUESTS */

    /// @notice Asks to buy a stock token. The payment waits here. Only who may receive the token.
    /// @param payment Payment units.
    /// @param maxPrice The most to pay per whole share, payment units.
    /// @param actionNonce The token's action nonce, to which `maxPrice` refers.
    /// @return requestId Number of the request, from 1.
    function requestIssue(address token, address paymentToken, uint128 payment, uint128 maxPrice, uint256 actionNonce)
        external
        returns (uint256 requestId);

    /// @notice Asks to redeem stock tokens for money. They wait in the token's own escrow, and are the requester's at a
    /// record time.
    /// @param raw Raw tokens.
    /// @param minPrice The least to get per whole share, payment units.
    /// @param actionNonce The token's action nonce, to which `minPrice` refers.
    /// @return requestId Number of the request, from 1.
    function requestRedeem(address token, address paymentToken, uint128 raw, uint128 minPrice, uint256 actionNonce)
        external
        returns (uint256 requestId);

    /// @notice Fills a request with what its issuer signed. Anybody may submit it. To buy: tokens are issued within the
    /// proven reserve, and the issuer is paid. To redeem: the issuer pays, by its allowance to this contract; the tokens
    /// are burnt and their shares owed to it, until their delivery is recorded.
    /// @param signer The issuer, or a key that it has named; a contract may sign (ERC-1271).
    /// @return raw Raw tokens issued or burnt.
    function fillRequest(Fill calldata fill, address signer, bytes calldata signature) external returns (uint256 raw);

    /// @notice Takes back what was not filled. Only the requester, from `cancellableAt` on, whatever else is stopped.
    function cancelRequest(uint256 requestId) external;

    /// @notice Pays somebody what a payment token refused to pay before. Anybody may call.
    function releasePayment(address paymentToken, address payee) external returns (uint256 amount);

    /* VIEWS */

    /// @notice A request. Reverts if there is none of that number.
    function requestOf(uint256 requestId) external view returns (Request memory);

    /// @notice From when a request may be taken back: when three business days that began after it have ended, or after
    /// ten days if the stock's calendar says so.
    function cancellableAt(uint256 requestId) external view returns (uint256);

    /// @notice Whether a token is accepted as payment.
    function isPaymentToken(address paymentToken) external view returns (bool);

    /// @notice Whether a key signs fills for an issuer.
    function isFillSigner(address issuer, address signer) external view returns (bool);

    /// @notice What waits for a payee, payment units.
    function deferredPayment(address paymentToken, address payee) external view returns (uint256);

    /// @notice When markets are open, which is what business days are counted by.
    function calendar() external view returns (ITradingCalendar);

    /// @notice EIP-712 digest that the issuer signs.
    function hashFill(Fill calldata fill) external view returns (bytes32);
}
