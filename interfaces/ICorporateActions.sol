// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICustodyRegistry } from "./ICustodyRegistry.sol";

/// @notice What a company does.
enum ActionKind {
    SPLIT, // more shares: numerator new ones for denominator old ones
    REVERSE_SPLIT, // fewer shares
    REINVESTED_DIVIDEND, // a dividend that bought more shares, or was paid in shares
    CASH_DIVIDEND, // `amount` a share, to the holders at the record time
    CASH_OUT, // the shares are bought out at `amount`
    DELISTING, // the shares are no longer traded
    MEETING // the holders at the record time may vote; nothing else happens
}

/// @notice How far an action is. Each follows from the one before by time, but for SCHEDULED, VERIFIED and CANCELLED.
enum ActionState {
    NONE,
    ANNOUNCED, // by the issuer
    SCHEDULED, // confirmed by a custodian
    FROZEN, // from `FREEZE_SECONDS` before it takes effect
    EFFECTIVE, // a new multiplier is in force
    VERIFIED, // for good
    CANCELLED,
    LAPSED // announced, and not confirmed in time
}

/// @notice What may be done with a stock token.
enum TokenState {
    ACTIVE,
    ANNOUNCED,
    SCHEDULED,
    FROZEN, // no issuing and redeeming, no new risk; closing and repaying goes on
    EFFECTIVE, // the same, until the action is verified
    CASHED_OUT, // its price is fixed: everybody can exit at it, nobody can enter
    DELISTED // its price is no longer observed: as above, at an interval that widens
}

/// @notice What an issuer announces.
struct ActionTerms {
    address token;
    ActionKind kind;
    uint40 effectiveAt; // Unix seconds; of a dividend or a meeting any second of the ex-date, UTC
    uint32 numerator; // of a ratio, reduced: numerator shares for denominator shares; else 0
    uint32 denominator;
    uint96 amount; // USD WAD per share, of a cash dividend or a cash-out; else 0
    address payoutToken; // what a cash dividend or a cash-out is paid in; else 0
    bytes32 documentHash; // keccak256 of the announcement, or of a meeting's resolutions
}

/// @notice An action.
struct Action {
    address token;
    ActionKind kind;
    ActionState state;
    uint40 effectiveAt; // Unix seconds; of a dividend or a meeting when the ex-date's session opens
    uint40 recordAt; // Unix seconds, when the last session before the ex-date closes; 0 = no record
    //
    address payoutToken;
    uint96 amount; // USD WAD per share
    //
    uint32 numerator;
    uint32 denominator;
    uint24 recordEpoch; // of the token and the ledger; 0 until scheduled
    uint16 assetId; // in the ledger and the oracle when it was scheduled; 0 = not listed there
    uint88 multiplier; // shares per raw token before the action, WAD
    //
    uint96 returnFactor; // of the oracle before the action, WAD
    //
    bytes32 documentHash;
}

/// @title ICorporateActions
/// @notice Splits, dividends, buy-outs, delistings and meetings of stocks, one pending action a token. The issuer
/// announces, a custodian confirms with the signatures of its attestations, time does the rest, and anybody verifies
/// against the price feed and the custodians' statements what nobody could know before.
/// @dev Actions are numbered from 1. Ratios are exact; a new multiplier is rounded down, by at most one part in 1e12.
interface ICorporateActions {
    /* ERRORS */

    /// @notice Thrown when the caller is neither the stock's issuer nor, where that is allowed, the governor.
    error NotActionIssuer(address caller, address issuer);

    /// @notice Thrown when an action is announced while another is pending.
    error ActionPending(address token, uint256 actionId);

    /// @notice Thrown when an action is announced for a token that was cashed out or delisted.
    error TokenEnded(address token);

    /// @notice Thrown when an action's record or freeze, whichever is first, comes before `earliest`: 24 hours from now, or
    /// one hour if its ratio changes the multiplier by 1 % or less.
    error NoticeTooShort(uint256 deadline, uint256 earliest);

    /// @notice Thrown when the members that belong to another kind of action are not zero, or those of this one are.
    error TermsOfAnotherKind(ActionKind kind);

    /// @notice Thrown when a ratio is not reduced to lowest terms.
    error RatioNotReduced(uint256 numerator, uint256 denominator);

    /// @notice Thrown when a ratio does not fit its kind: a split and a reinvested dividend raise the multiplier (by a fourth
    /// at most, the dividend), a reverse split lowers it, none by more than a thousandfold.
    error RatioOutOfRange(ActionKind kind, uint256 numerator, uint256 denominator);

    /// @notice Thrown when an action is confirmed and rounding would take more than one part in 1e12 off the new multiplier, WAD.
    error RatioInexact(uint256 multiplier, uint256 numerator, uint256 denominator);

    /// @notice Thrown when the ex-date has no session, or no session is known before it.
    error ExDateWithoutSession(uint256 day);

    /// @notice Thrown when an action does not exist, or is not in a state for this.
    error ActionNotInState(uint256 actionId, ActionState state, ActionState needed);

    /// @notice Thrown when an action would be called off after its record or in its freeze.
    error CancellationTooLate(uint256 actionId, ActionState state);

    /// @notice Thrown when an action has not taken effect yet.
    error ActionNotEffective(uint256 effectiveAt);

    /// @notice Thrown when no regular-session price has continued the price per raw token since a ratio took
    /// effect. A false ratio stays here.
    error ContinuityNotObserved(uint16 assetId);

    /// @notice Thrown when a buy-out's price is too far from the last confirmed one, USD WAD per raw token.
    error FinalPriceNotContinuous(uint256 price);

    /// @notice Thrown when an action that is not verified would be corrected, accepted or abandoned before its time-out.
    error TimeoutNotReached(uint256 timeout);

    /// @notice Thrown when the ledger would give a record another number than the token: somebody else has scheduled one.
    error RecordNumbersDiffer(uint256 tokenEpoch, uint256 ledgerEpoch);

    /// @notice Thrown when this way out is for actions of another kind.
    error WrongActionKind(ActionKind kind);

    /* EVENTS */

    /// @notice Emitted when an issuer announces an action.
    event ActionAnnounced(uint256 indexed actionId, address indexed token, ActionTerms terms, uint256 recordAt);

    /// @notice Emitted when a custodian confirms an action, which will take effect.
    event ActionScheduled(
        uint256 indexed actionId, address indexed token, uint16 custodianId, uint256 effectiveAt, uint256 recordEpoch
    );

    /// @notice Emitted when an action is called off.
    event ActionCancelled(uint256 indexed actionId, address indexed token);

    /// @notice Emitted when what an action changes has shown to be true.
    event ActionVerified(uint256 indexed actionId, address indexed token);

    /// @notice Emitted when a ratio that was never verified is replaced, relative to the multiplier before the action.
    event ActionCorrected(uint256 indexed actionId, uint256 numerator, uint256 denominator, uint256 effectiveAt);

    /* LIFE OF AN ACTION */

    /// @notice Announces an action. Only the stock's issuer. Nothing happens unless a custodian confirms it.
    function announce(ActionTerms calldata terms) external returns (uint256 actionId);

    /// @notice Schedules an announced action, with the signatures of one of the stock's custodians. Anybody, before the
    /// record and the freeze.
    function confirm(
        uint256 actionId,
        uint16 custodianId,
        ICustodyRegistry.CustodianSignature[] calldata signatures
    ) external;

    /// @notice Calls an action off before its record and its freeze. The issuer or GOVERNOR.
    function cancel(uint256 actionId) external;

    /// @notice Verifies the token's action, which ends the freeze. Anybody, once it is effective. A ratio needs a price that
    /// continues the last one and the custodians' statements with the new action nonce; a buy-out a price that continues the
    /// last one; a meeting its record. A dividend leaves the price, and the stock's borrowers come to owe it.
    function verify(address token) external;

    /* AFTER THE TIME-OUT */

    /// @notice Replaces a ratio that was not verified for `TIMEOUT_SECONDS`; 1:1 undoes it. The issuer or GOVERNOR. The
    /// token stays frozen, and the new ratio takes effect after `FREEZE_SECONDS` and has to be verified like the first.
    /// @param numerator Relative to the multiplier before the action, reduced.
    function correct(address token, uint32 numerator, uint32 denominator) external;

    /// @notice Verifies without the price feed what was not verified for `TIMEOUT_SECONDS`: a ratio or a buy-out whose price
    /// has really moved too far. GOVERNOR. The custodians' statements are still needed.
    function accept(address token) external;

    /// @notice Gives up a buy-out that was not verified for `TIMEOUT_SECONDS`. The issuer or GOVERNOR.
    function abandon(address token) external;

    /* VIEWS */

    /// @notice Whether the token may be neither issued nor redeemed, and takes no new risk: from FROZEN to VERIFIED.
    function isFrozen(address token) external view returns (bool);

    /// @notice What may be done with a token.
    function tokenState(address token) external view returns (TokenState);

    /// @notice Tells a lending pool that was created after a dividend was confirmed that it is due, as confirming tells those
    /// that there are. For anyone; it changes nothing a second time.
    function awaitDividend(address token) external;

    /// @notice How far an action is.
    function actionState(uint256 actionId) external view returns (ActionState);

    /// @notice An action, with its state now. All zero if there is none.
    function actionOf(uint256 actionId) external view returns (Action memory);

    /// @notice What whoever has borrowed the token owes on top of it, as a part of it (WAD): D / (P - D) from the record of a
    /// cash dividend until it is verified, which adds it to all debts. Zero otherwise. Never reverts.
    function dividendDueOf(address token) external view returns (uint256);

    /// @notice The last action announced for a token; 0 = none.
    function latestActionOf(address token) external view returns (uint256);

    /// @notice How many actions have been announced.
    function actionCount() external view returns (uint256);

    /// @notice EIP-712 digest that the custodian's signers sign to confirm an announced action.
    function hashConfirmation(uint256 actionId) external view returns (bytes32);
}
