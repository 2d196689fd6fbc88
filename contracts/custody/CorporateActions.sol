// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { IAccessManager } from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import {
    Action,
    ActionKind,
    ActionState,
    ActionTerms,
    ICorporateActions,
    TokenState
} from "../../interfaces/ICorporateActions.sol";
import { ICustodyRegistry } from "../../interfaces/ICustodyRegistry.sol";
import { ILendingPool } from "../../interfaces/ILendingPool.sol";
import { ILendingPoolFactory } from "../../interfaces/ILendingPoolFactory.sol";
import { FREEZE_SECONDS, IOracleActions, PriceAction } from "../../interfaces/IOracleActions.sol";
import { IOracleListing } from "../../interfaces/IOracleListing.sol";
import { IStockToken } from "../../interfaces/IStockToken.sol";
import { ITradingCalendar, Session } from "../../interfaces/ITradingCalendar.sol";
import { ShareRatio } from "../libraries/ShareRatio.sol";

/// @title CorporateActions
/// @notice See `ICorporateActions`.
contract CorporateActions is ICorporateActions, AccessManaged, EIP712, ReentrancyGuardTransient {
    using FixedPointMathLib for uint256;
    using SafeCast for uint256;
    using ShareRatio for ActionKind;

    uint256 public constant TIMEOUT_SECONDS = 5 days;

    uint256 private constant _WAD = 1e18;
    uint256 private constant _NOTICE_SECONDS = 24 hours;
    uint256 private constant _SMALL_CHANGE_NOTICE_SECONDS = 1 hours;

    bytes32 private constant _CONFIRMATION_TYPEHASH = keccak256(
        "ActionConfirmation(uint256 actionId,address token,uint8 kind,uint40 effectiveAt,uint40 recordAt,uint32 numerator,uint32 denominator,uint96 amount,address payoutToken,bytes32 documentHash)"
    );

    ICustodyRegistry public immutable registry;
    IOracleActions public immutable oracle;
    ITradingCalendar public immutable calendar; // the oracle's
    ICollateralVault public immutable vault;
    ILendingPoolFactory public immutable lendingPools;

    /* STORAGE */

    mapping(uint256 actionId => Action action) private _actions; // `state` as stored: never FROZEN, EFFECTIVE or LAPSED

    /// @inheritdoc ICorporateActions
    mapping(address token => uint256 actionId) public latestActionOf;

    /// @inheritdoc ICorporateActions
    uint256 public actionCount;

    /// @dev Unless the caller is the issuer, he needs the role that the access manager names for the function.
    modifier onlyIssuerOrRole(address token) {
        address issuer = registry.issuerOf(token);
        if (msg.sender != issuer) {
            (bool allowed,) = IAccessManager(authority()).canCall(msg.sender, address(this), msg.sig);
            require(allowed, NotActionIssuer(msg.sender, issuer));
        }
        _;
    }

    constructor(
        address manager,
        ICustodyRegistry registry_,
        IOracleActions oracle_,
        ICollateralVault vault_,
        ILendingPoolFactory lendingPools_
    ) AccessManaged(manager) EIP712("Evershare CorporateActions", "1") {
        registry = registry_;
        oracle = oracle_;
        calendar = IOracleListing(address(oracle_)).calendar();
        vault = vault_;
        lendingPools = lendingPools_;
    }

    /* LIFE OF AN ACTION */

    /// @inheritdoc ICorporateActions
    function announce(ActionTerms calldata terms) external returns (uint256 actionId) {
        address token = terms.token;
        address issuer = registry.issuerOf(token);
        TokenState state = tokenState(token);

        require(msg.sender == issuer, NotActionIssuer(msg.sender, issuer));
        require(state < TokenState.CASHED_OUT, TokenEnded(token));
        require(state == TokenState.ACTIVE, ActionPending(token, latestActionOf[token]));
        _requireTerms(terms);

        actionId = ++actionCount;
        latestActionOf[token] = actionId;
        Action storage action = _actions[actionId];
        action.token = token;
        action.kind = terms.kind;
        action.state = ActionState.ANNOUNCED;
        (action.effectiveAt, action.recordAt) = _timesOf(terms);
        // Zeros of another kind's terms are there already.
        if (terms.amount != 0) (action.payoutToken, action.amount) = (terms.payoutToken, terms.amount);
        action.numerator = terms.numerator;
        action.denominator = terms.denominator;
        action.documentHash = terms.documentHash;

        bool isSmall = terms.kind.isRatio() && ShareRatio.isSmall(terms.numerator, terms.denominator);
        uint256 earliest = block.timestamp + (isSmall ? _SMALL_CHANGE_NOTICE_SECONDS : _NOTICE_SECONDS);
        uint256 deadline = _deadlineOf(action);
        require(deadline >= earliest, NoticeTooShort(deadline, earliest));

        emit ActionAnnounced(actionId, token, terms, action.recordAt);
    }

    /// @inheritdoc ICorporateActions
    function confirm(uint256 actionId, uint16 custodianId, ICustodyRegistry.CustodianSignature[] calldata signatures)
        external
        nonReentrant
    {
        Action storage action = _actions[actionId];
        IStockToken token = IStockToken(action.token);
        ActionState state = _stateOf(action);

        require(state == ActionState.ANNOUNCED, ActionNotInState(actionId, state, ActionState.ANNOUNCED));
        registry.requireSigned(address(token), custodianId, hashConfirmation(actionId), signatures);

        action.state = ActionState.SCHEDULED;
        _schedule(action, token);

        emit ActionScheduled(actionId, address(token), custodianId, action.effectiveAt, action.recordEpoch);
    }

    /// @inheritdoc ICorporateActions
    function awaitDividend(address token) external nonReentrant {
        uint256 actionId = latestActionOf[token];
        Action storage action = _actions[actionId];
        require(
            action.state == ActionState.SCHEDULED, ActionNotInState(actionId, _stateOf(action), ActionState.SCHEDULED)
        );
        require(action.kind == ActionKind.CASH_DIVIDEND, WrongActionKind(action.kind));

        _awaitDividend(action.assetId);
    }

    /// @inheritdoc ICorporateActions
    function cancel(uint256 actionId) external nonReentrant onlyIssuerOrRole(_actions[actionId].token) {
        Action storage action = _actions[actionId];
        IStockToken token = IStockToken(action.token);
        ActionState state = _stateOf(action);
        bool isScheduled = state == ActionState.SCHEDULED;

        require(
            state == ActionState.ANNOUNCED || (isScheduled && block.timestamp < _deadlineOf(action)),
            CancellationTooLate(actionId, state)
        );

        action.state = ActionState.CANCELLED;
        emit ActionCancelled(actionId, address(token));

        if (!isScheduled) return;
        if (action.kind.isRatio()) token.cancelUIMultiplier();
        if (action.recordAt != 0) {
            token.cancelRecord();
            if (action.assetId != 0) vault.cancelRecord(action.assetId);
        }
        if (action.kind != ActionKind.MEETING) registry.setFreeze(address(token), 0, false);
        if (action.assetId != 0 && action.kind != ActionKind.MEETING) oracle.endAction(action.assetId);
    }

    /// @inheritdoc ICorporateActions
    function verify(address token) external nonReentrant {
        Action storage action = _effectiveAction(token);
        uint16 assetId = action.assetId;
        ActionKind kind = action.kind;

        if (kind.isRatio()) {
            require(
                assetId == 0 || oracle.adjustmentOf(assetId).phase == PriceAction.CONTINUOUS,
                ContinuityNotObserved(assetId)
            );
        } else if (kind == ActionKind.CASH_OUT && assetId != 0) {
            uint256 price = _perRawToken(action);
            require(oracle.isContinuous(assetId, price), FinalPriceNotContinuous(price));
        }

        _complete(action);
    }

    /* AFTER THE TIME-OUT */

    /// @inheritdoc ICorporateActions
    function correct(address token, uint32 numerator, uint32 denominator)
        external
        nonReentrant
        onlyIssuerOrRole(token)
    {
        Action storage action = _overdueAction(token);
        require(action.kind.isRatio(), WrongActionKind(action.kind));
        action.kind.requireReduced(numerator, denominator);
        uint256 multiplier = ShareRatio.applied(action.multiplier, numerator, denominator);

        uint40 effectiveAt = (block.timestamp + FREEZE_SECONDS).toUint40();
        action.numerator = numerator;
        action.denominator = denominator;
        action.effectiveAt = effectiveAt;
        emit ActionCorrected(latestActionOf[token], numerator, denominator, effectiveAt);

        // The registry's freeze goes on.
        IStockToken(token).setUIMultiplier(multiplier, effectiveAt);
        if (action.assetId != 0) oracle.scheduleRatio(action.assetId, effectiveAt);
    }

    /// @inheritdoc ICorporateActions
    function accept(address token) external restricted nonReentrant {
        Action storage action = _overdueAction(token);
        require(action.kind.isRatio() || action.kind == ActionKind.CASH_OUT, WrongActionKind(action.kind));

        _complete(action);
    }

    /// @inheritdoc ICorporateActions
    function abandon(address token) external nonReentrant onlyIssuerOrRole(token) {
        Action storage action = _overdueAction(token);
        require(action.kind == ActionKind.CASH_OUT, WrongActionKind(action.kind));

        action.state = ActionState.CANCELLED;
        emit ActionCancelled(latestActionOf[token], token);

        registry.setFreeze(token, 0, false);
        if (action.assetId != 0) oracle.endAction(action.assetId);
    }

    /* VIEWS */

    /// @inheritdoc ICorporateActions
    function isFrozen(address token) external view returns (bool) {
        TokenState state = tokenState(token);
        return state == TokenState.FROZEN || state == TokenState.EFFECTIVE;
    }

    /// @inheritdoc ICorporateActions
    function tokenState(address token) public view returns (TokenState) {
        uint256 actionId = latestActionOf[token];
        if (actionId == 0) return TokenState.ACTIVE;

        Action storage action = _actions[actionId];
        ActionState state = _stateOf(action);
        if (state == ActionState.ANNOUNCED) return TokenState.ANNOUNCED;
        if (state == ActionState.SCHEDULED) return TokenState.SCHEDULED;
        if (state == ActionState.FROZEN) return TokenState.FROZEN;
        if (state == ActionState.EFFECTIVE) return TokenState.EFFECTIVE;
        if (state == ActionState.VERIFIED && action.kind == ActionKind.CASH_OUT) return TokenState.CASHED_OUT;
        if (state == ActionState.VERIFIED && action.kind == ActionKind.DELISTING) return TokenState.DELISTED;
        return TokenState.ACTIVE;
    }

    /// @inheritdoc ICorporateActions
    function actionState(uint256 actionId) external view returns (ActionState) {
        return _stateOf(_actions[actionId]);
    }

    /// @inheritdoc ICorporateActions
    function actionOf(uint256 actionId) external view returns (Action memory action) {
        action = _actions[actionId];
        action.state = _stateOf(_actions[actionId]);
    }

    /// @inheritdoc ICorporateActions
    function hashConfirmation(uint256 actionId) public view returns (bytes32) {
        Action storage action = _actions[actionId];
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    _CONFIRMATION_TYPEHASH,
                    actionId,
                    action.token,
                    action.kind,
                    action.effectiveAt,
                    action.recordAt,
                    action.numerator,
                    action.denominator,
                    action.amount,
                    action.payoutToken,
                    action.documentHash
                )
            )
        );
    }

    /// @inheritdoc ICorporateActions
    function dividendDueOf(address token) external view returns (uint256) {
        Action storage action = _actions[latestActionOf[token]];
        if (action.kind != ActionKind.CASH_DIVIDEND || action.state != ActionState.SCHEDULED) return 0;
        if (action.assetId == 0 || block.timestamp < action.recordAt) return 0;

        return _growthOf(action);
    }

    /* INTERNAL: STATES */

    function _stateOf(Action storage action) private view returns (ActionState state) {
        state = action.state;
        if (state == ActionState.ANNOUNCED && block.timestamp >= _deadlineOf(action)) return ActionState.LAPSED;
        if (state != ActionState.SCHEDULED || action.kind == ActionKind.MEETING) return state;

        if (block.timestamp >= action.effectiveAt) return ActionState.EFFECTIVE;
        if (block.timestamp >= _freezeAt(action)) return ActionState.FROZEN;
    }

    /// @dev When it is too late to confirm and to cancel.
    function _deadlineOf(Action storage action) private view returns (uint256) {
        uint256 recordAt = action.recordAt;
        if (action.kind == ActionKind.MEETING) return recordAt;
        return recordAt == 0 ? _freezeAt(action) : recordAt.min(_freezeAt(action));
    }

    function _freezeAt(Action storage action) private view returns (uint256) {
        return uint256(action.effectiveAt).zeroFloorSub(FREEZE_SECONDS);
    }

    /// @dev The token's action, which has taken effect and is not verified.
    function _effectiveAction(address token) private view returns (Action storage action) {
        uint256 actionId = latestActionOf[token];
        action = _actions[actionId];
        uint256 effectiveAt = action.kind == ActionKind.MEETING ? action.recordAt : action.effectiveAt;

        require(
            action.state == ActionState.SCHEDULED, ActionNotInState(actionId, _stateOf(action), ActionState.SCHEDULED)
        );
        require(block.timestamp >= effectiveAt, ActionNotEffective(effectiveAt));
    }

    function _overdueAction(address token) private view returns (Action storage action) {
        action = _effectiveAction(token);
        uint256 timeout = action.effectiveAt + TIMEOUT_SECONDS;
        require(block.timestamp >= timeout, TimeoutNotReached(timeout));
    }

    /* INTERNAL: TERMS */

    function _requireTerms(ActionTerms calldata terms) private view {
        ActionKind kind = terms.kind;
        bool hasRatio = terms.numerator != 0 || terms.denominator != 0;
        bool isPaid = kind == ActionKind.CASH_DIVIDEND || kind == ActionKind.CASH_OUT;

        require(
            hasRatio == kind.isRatio() && (terms.amount != 0) == isPaid && (terms.payoutToken != address(0)) == isPaid,
            TermsOfAnotherKind(kind)
        );
        if (!hasRatio) return;

        kind.requireReduced(terms.numerator, terms.denominator);
        kind.requireFitting(terms.numerator, terms.denominator);
    }

    /// @dev A dividend leaves the price when the ex-date's session opens, extended hours included; who holds the token
    /// when the session before closes is paid.
    function _timesOf(ActionTerms calldata terms) private view returns (uint40 effectiveAt, uint40 recordAt) {
        if (terms.kind != ActionKind.CASH_DIVIDEND && terms.kind != ActionKind.MEETING) return (terms.effectiveAt, 0);

        uint16 calendarId = registry.stockOf(terms.token).calendarId;
        uint256 day = terms.effectiveAt / 1 days;
        (, Session memory session) = calendar.sessionOf(calendarId, day);
        uint256 opensAt = day * 1 days + uint256(session.extendedOpen) * 1 minutes;
        (, uint256 closedAt,) = calendar.lastSession(calendarId, opensAt - 1);

        require(session.extendedClose != 0 && closedAt != 0, ExDateWithoutSession(day));
        return (opensAt.toUint40(), closedAt.toUint40());
    }

    function _perRawToken(Action storage action) private view returns (uint256) {
        return uint256(action.amount).mulDiv(action.multiplier, _WAD);
    }

    /* INTERNAL: EFFECTS */

    function _schedule(Action storage action, IStockToken token) private {
        uint256 multiplier = token.multiplier();
        uint16 assetId = vault.assetIdOf(address(token));
        uint40 effectiveAt = action.effectiveAt;
        action.multiplier = multiplier.toUint88();
        action.assetId = assetId;

        if (action.kind.isRatio()) {
            token.setUIMultiplier(ShareRatio.applied(multiplier, action.numerator, action.denominator), effectiveAt);
        }
        if (action.recordAt != 0) {
            uint256 epoch = token.scheduleRecord(action.recordAt);
            uint256 ledgerEpoch = assetId == 0 ? epoch : vault.scheduleRecord(assetId, action.recordAt);
            require(epoch == ledgerEpoch, RecordNumbersDiffer(epoch, ledgerEpoch));
            action.recordEpoch = epoch.toUint24();
        }
        if (action.kind == ActionKind.MEETING) return;

        registry.setFreeze(address(token), _freezeAt(action).toUint40(), false);
        if (assetId == 0) return;
        if (action.kind == ActionKind.CASH_DIVIDEND) {
            action.returnFactor = oracle.returnFactorOf(assetId).toUint96();
            oracle.scheduleDividend(assetId, effectiveAt, _perRawToken(action).toUint96());
            _awaitDividend(assetId);
        } else {
            oracle.scheduleRatio(assetId, effectiveAt);
        }
    }

    /// @dev From the record on, who repays what he has borrowed pays the dividend with it.
    function _awaitDividend(uint16 assetId) private {
        address pool = lendingPools.poolOf(assetId);
        if (pool != address(0)) ILendingPool(pool).awaitDividend();
    }

    function _complete(Action storage action) private {
        address token = action.token;
        uint16 assetId = action.assetId;
        action.state = ActionState.VERIFIED;
        emit ActionVerified(latestActionOf[token], token);

        if (action.kind == ActionKind.MEETING) return;
        if (action.kind.isRatio()) registry.resume(token);
        else registry.setFreeze(token, 0, action.kind != ActionKind.CASH_DIVIDEND);
        if (assetId == 0) return;
        if (action.kind.isRatio()) oracle.endAction(assetId);
        else if (action.kind == ActionKind.CASH_DIVIDEND) _payOut(action, assetId);
        else if (action.kind == ActionKind.CASH_OUT) oracle.fixPrice(assetId, _perRawToken(action));
        else oracle.delist(assetId);
    }

    /// @dev Who has borrowed the stock owes the dividend.
    function _payOut(Action storage action, uint16 assetId) private {
        oracle.applyDividend(assetId);

        address pool = lendingPools.poolOf(assetId);
        if (pool != address(0)) ILendingPool(pool).chargeDividend(_growthOf(action));
    }

    /// @dev D / (P - D), as far as the dividend left the price or is about to.
    function _growthOf(Action storage action) private view returns (uint256) {
        return oracle.returnFactorAfter(action.assetId).mulDiv(_WAD, action.returnFactor) - _WAD;
    }
}
