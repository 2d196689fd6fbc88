// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { SignatureChecker } from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";
import { ICustodyRegistry } from "../../interfaces/ICustodyRegistry.sol";
import { IERC7943Fungible } from "../../interfaces/IERC7943Fungible.sol";
import { IRequestBook } from "../../interfaces/IRequestBook.sol";
import { IStockToken } from "../../interfaces/IStockToken.sol";
import { ITradingCalendar } from "../../interfaces/ITradingCalendar.sol";
import { BusinessDays } from "../libraries/BusinessDays.sol";
import { MarketLimits } from "./MarketLimits.sol";

/// @title RequestBook
/// @notice The part of the primary market where anybody asks for tokens or money. See `IRequestBook`.
/// @dev Money waits here, tokens in `StockToken`, which counts them as the requester's at a record time.
abstract contract RequestBook is IRequestBook, MarketLimits, EIP712, ReentrancyGuardTransient {
    using BusinessDays for ITradingCalendar;
    using FixedPointMathLib for uint256;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;
    using SignatureChecker for address;

    uint256 private constant _WAD_SQUARED = 1e36;
    uint256 private constant _CANCEL_BUSINESS_DAYS = 3;

    bytes32 private constant _FILL_TYPEHASH = keccak256(
        "Fill(uint256 requestId,uint32 number,uint128 amount,uint128 payment,uint32 actionNonce,uint40 expiry)"
    );

    /// @inheritdoc IRequestBook
    ITradingCalendar public immutable calendar;

    /* STORAGE */

    Request[] private _requests; // at requestId - 1

    /// @inheritdoc IRequestBook
    mapping(address paymentToken => bool) public isPaymentToken;

    /// @inheritdoc IRequestBook
    mapping(address issuer => mapping(address signer => bool)) public isFillSigner;

    /// @inheritdoc IRequestBook
    mapping(address paymentToken => mapping(address payee => uint256 units)) public deferredPayment;

    constructor(ITradingCalendar calendar_) {
        calendar = calendar_;
    }

    /* OFFICERS */

    /// @inheritdoc IRequestBook
    function setPaymentToken(address paymentToken, bool isAccepted) external restricted {
        isPaymentToken[paymentToken] = isAccepted;
        emit PaymentTokenSet(paymentToken, isAccepted);
    }

    /// @inheritdoc IRequestBook
    function setFillSigner(address signer, bool isAuthorised) external {
        isFillSigner[msg.sender][signer] = isAuthorised;
        emit FillSignerSet(msg.sender, signer, isAuthorised);
    }

    /* REQUESTS */

    /// @inheritdoc IRequestBook
    function requestIssue(address token, address paymentToken, uint128 payment, uint128 maxPrice, uint256 actionNonce)
        external
        nonReentrant
        returns (uint256 requestId)
    {
        requestId = _open(token, paymentToken, payment, maxPrice, actionNonce, false);
        require(IStockToken(token).canReceive(msg.sender), IERC7943Fungible.ERC7943CannotReceive(msg.sender));

        emit IssueRequested(requestId, token, msg.sender, paymentToken, payment, maxPrice);

        _take(IERC20(paymentToken), msg.sender, payment);
    }

    /// @inheritdoc IRequestBook
    function requestRedeem(address token, address paymentToken, uint128 raw, uint128 minPrice, uint256 actionNonce)
        external
        nonReentrant
        returns (uint256 requestId)
    {
        requestId = _open(token, paymentToken, raw, minPrice, actionNonce, true);

        emit RedeemRequested(requestId, token, msg.sender, paymentToken, raw, minPrice);

        IStockToken(token).hold(msg.sender, raw);
    }

    /// @inheritdoc IRequestBook
    function fillRequest(Fill calldata fill, address signer, bytes calldata signature)
        external
        nonReentrant
        returns (uint256 raw)
    {
        Request storage request = _openRequest(fill.requestId);
        address token = request.token;
        address issuer = registry.issuerOf(token);
        bytes32 digest = hashFill(fill);

        require(block.timestamp <= fill.expiry, FillExpired(fill.expiry));
        require(fill.number == request.fills + 1, FillOutOfOrder(fill.number, request.fills + 1));
        require(signer == issuer || isFillSigner[issuer][signer], NotFillSigner(signer, issuer));
        require(signer.isValidSignatureNowCalldata(digest, signature), FillSignatureInvalid(signer));

        request.fills = fill.number;
        raw = request.isRedeem ? _fillRedeem(request, fill, issuer, digest) : _fillIssue(request, fill, issuer);
        emit RequestFilled(fill.requestId, fill.number, raw, fill.payment, request.remaining);
    }

    /// @inheritdoc IRequestBook
    function cancelRequest(uint256 requestId) external nonReentrant {
        Request storage request = _openRequest(requestId);
        uint256 returned = request.remaining;
        uint256 mayCancelAt = cancellableAt(requestId);

        require(msg.sender == request.requester, NotRequester(msg.sender, request.requester));
        require(block.timestamp >= mayCancelAt, RequestNotCancellable(mayCancelAt));

        request.remaining = 0;
        emit RequestCancelled(requestId, returned);

        if (request.isRedeem) IStockToken(request.token).returnHeld(msg.sender, returned);
        else _pay(IERC20(request.paymentToken), msg.sender, returned);
    }

    /// @inheritdoc IRequestBook
    function releasePayment(address paymentToken, address payee) external nonReentrant returns (uint256 amount) {
        amount = deferredPayment[paymentToken][payee];

        require(amount != 0, NoPaymentDeferred(paymentToken, payee));

        deferredPayment[paymentToken][payee] = 0;
        emit PaymentReleased(paymentToken, payee, amount);

        IERC20(paymentToken).safeTransfer(payee, amount);
    }

    /* VIEWS */

    /// @inheritdoc IRequestBook
    function requestOf(uint256 requestId) external view returns (Request memory) {
        return _request(requestId);
    }

    /// @inheritdoc IRequestBook
    function cancellableAt(uint256 requestId) public view returns (uint256) {
        Request storage request = _request(requestId);
        uint16 calendarId = registry.stockOf(request.token).calendarId;

        return calendar.endOf(calendarId, request.requestedAt, _CANCEL_BUSINESS_DAYS);
    }

    /// @inheritdoc IRequestBook
    function hashFill(Fill calldata fill) public view returns (bytes32) {
        // Every member is static, so the struct's ABI encoding is its EIP-712 encoding.
        return _hashTypedDataV4(keccak256(abi.encode(_FILL_TYPEHASH, fill)));
    }

    /* INTERNAL */

    /// @dev Issues tokens for shares that came into custody, within reserve and limits.
    function _issue(address token, address recipient, uint256 shares, uint256 actionNonce)
        internal
        returns (uint256 raw)
    {
        raw = registry.issue(token, recipient, shares, actionNonce);
        _countIssue(token, raw);
    }

    /// @dev Burns a holder's tokens within the limit, and owes their shares to somebody.
    function _redeem(address token, address holder, address owedTo, uint128 raw, bytes32 instructionHash)
        internal
        virtual
        returns (uint256 redemptionId);

    function _open(
        address token,
        address paymentToken,
        uint128 given,
        uint128 limitPrice,
        uint256 actionNonce,
        bool isRedeem
    ) private returns (uint256 requestId) {
        require(registry.isListed(token), ICustodyRegistry.StockNotListed(token));
        require(isPaymentToken[paymentToken], PaymentTokenNotAccepted(paymentToken));
        require(given != 0, RequestOfNothing());
        (uint256 multiplier, uint256 nonce) = IStockToken(token).multiplierAndNonce();
        require(actionNonce == nonce, ICustodyRegistry.ActionNonceMismatch(actionNonce, nonce));

        _requests.push(
            Request({
                requester: msg.sender,
                isRedeem: isRedeem,
                requestedAt: uint40(block.timestamp),
                fills: 0,
                token: token,
                multiplier: multiplier.toUint96(),
                paymentToken: paymentToken,
                remaining: given,
                limitPrice: limitPrice
            })
        );
        return _requests.length;
    }

    function _fillIssue(Request storage request, Fill calldata fill, address issuer) private returns (uint256 raw) {
        address token = request.token;

        _spend(request, fill.payment);
        raw = _issue(token, address(this), fill.amount, fill.actionNonce);
        uint256 most = raw.fullMulDiv(uint256(request.limitPrice) * request.multiplier, _WAD_SQUARED);
        require(fill.payment <= most, FillAboveLimit(fill.payment, most));

        // Who may no longer receive finds the tokens in escrow.
        IStockToken(token).transferOrEscrow(request.requester, raw);
        _pay(IERC20(request.paymentToken), issuer, fill.payment);
    }

    function _fillRedeem(Request storage request, Fill calldata fill, address issuer, bytes32 digest)
        private
        returns (uint256 raw)
    {
        address token = request.token;
        address requester = request.requester;
        raw = fill.amount;
        uint256 nonce = IStockToken(token).actionNonce();
        uint256 least = raw.fullMulDivUp(uint256(request.limitPrice) * request.multiplier, _WAD_SQUARED);

        require(fill.actionNonce == nonce, ICustodyRegistry.ActionNonceMismatch(fill.actionNonce, nonce));
        require(fill.payment >= least, FillBelowLimit(fill.payment, least));

        _spend(request, fill.amount);
        IStockToken(token).takeHeld(requester, raw);
        _redeem(token, address(this), issuer, fill.amount, digest);

        IERC20 paymentToken = IERC20(request.paymentToken);
        _take(paymentToken, issuer, fill.payment);
        _pay(paymentToken, requester, fill.payment);
    }

    function _spend(Request storage request, uint128 amount) private {
        uint128 remaining = request.remaining;
        require(amount <= remaining, FillExceedsRequest(amount, remaining));

        request.remaining = remaining - amount;
    }

    function _take(IERC20 paymentToken, address from, uint256 amount) private {
        uint256 before = paymentToken.balanceOf(address(this));
        paymentToken.safeTransferFrom(from, address(this), amount);
        uint256 received = paymentToken.balanceOf(address(this)) - before;
        require(received == amount, PaymentIncomplete(received, amount));
    }

    /// @dev A payee whom the payment token refuses must not stop anybody else's fill, nor its own cancellation.
    function _pay(IERC20 paymentToken, address payee, uint256 amount) private {
        if (paymentToken.trySafeTransfer(payee, amount)) return;

        deferredPayment[address(paymentToken)][payee] += amount;
        emit PaymentDeferred(address(paymentToken), payee, amount);
    }

    function _request(uint256 requestId) private view returns (Request storage) {
        require(requestId != 0 && requestId <= _requests.length, RequestUnknown(requestId));
        return _requests[requestId - 1];
    }

    function _openRequest(uint256 requestId) private view returns (Request storage request) {
        request = _request(requestId);
        require(request.remaining != 0, RequestClosed(requestId));
    }
}
