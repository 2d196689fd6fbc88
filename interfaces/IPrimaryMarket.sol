// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICustodyRegistry } from "./ICustodyRegistry.sol";
import { IMarketLimits } from "./IMarketLimits.sol";
import { IRequestBook } from "./IRequestBook.sol";

/// @title IPrimaryMarket
/// @notice Where shares become tokens and tokens become shares: in kind for authorised participants, by request for
/// everybody who may hold the token (`IRequestBook`), and no faster than `IMarketLimits` says.
/// @dev Units: shares and raw tokens with 18 decimals, times in Unix seconds.
interface IPrimaryMarket is IRequestBook, IMarketLimits {
    /* STRUCTS */

    /// @notice A custodian's receipt for shares that it took in, signed by k of its n signers (EIP-712).
    /// @param token The stock token.
    /// @param custodianId Who holds the shares.
    /// @param participant The authorised participant who delivered them, the only one who may use the receipt.
    /// @param recipient Who gets the tokens.
    /// @param shares Shares received.
    /// @param actionNonce The corporate action up to which `shares` is counted, see `IStockToken.actionNonce`.
    /// @param receiptId One-shot number, per custodian.
    /// @param expiry The last second at which it may be used.
    struct Receipt {
        address token;
        uint16 custodianId;
        address participant;
        address recipient;
        uint128 shares;
        uint32 actionNonce;
        uint64 receiptId;
        uint40 expiry;
    }

    /// @notice Shares owed for burnt tokens: to the participant who burnt them, or to the issuer who paid for them.
    /// @param token The stock token.
    /// @param requestedAt When the tokens were burnt.
    /// @param isFilled Whether the shares have been delivered.
    /// @param participant To whom the shares are owed: a participant, or the issuer.
    /// @param raw Raw tokens burnt; the shares are computed at delivery, so that a split in between is paid.
    /// @param instructionHash keccak256 of the delivery instruction given to the custodian, or the digest of the fill.
    struct Redemption {
        address token;
        uint40 requestedAt;
        bool isFilled;
        //
        address participant;
        //
        uint128 raw;
        //
        bytes32 instructionHash;
    }

    /* EVENTS */

    /// @notice Emitted when an issuer authorises a participant of its stock, or ends it.
    event ParticipantSet(address indexed token, address indexed participant, bool isAuthorised);

    /// @notice Emitted when tokens are issued against a receipt.
    event IssuedInKind(
        address indexed token,
        address indexed participant,
        address indexed recipient,
        uint16 custodianId,
        uint256 receiptId,
        uint256 shares,
        uint256 raw
    );

    /// @notice Emitted when tokens are burnt and their shares are owed. `shares` is at the present multiplier.
    event RedeemedInKind(
        uint256 indexed redemptionId,
        address indexed token,
        address indexed participant,
        uint256 raw,
        uint256 shares,
        bytes32 instructionHash
    );

    /// @notice Emitted when the shares of a redemption have been delivered.
    event RedemptionFilled(uint256 indexed redemptionId, uint16 indexed custodianId, uint256 shares);

    /* ERRORS */

    /// @notice Thrown when the caller is not the issuer of the stock.
    error NotStockIssuer(address caller, address issuer);

    /// @notice Thrown when somebody is not an authorised participant of the stock.
    error NotAuthorisedParticipant(address token, address participant);

    /// @notice Thrown when a receipt is used by anybody but the participant it names.
    error ReceiptOfAnother(address caller, address participant);

    /// @notice Thrown when a receipt is used after its end.
    error ReceiptExpired(uint256 expiry);

    /// @notice Thrown when a receipt was used before.
    error ReceiptUsed(uint16 custodianId, uint256 receiptId);

    /// @notice Thrown when there is no such redemption.
    error RedemptionUnknown(uint256 redemptionId);

    /// @notice Thrown when a redemption's shares were delivered before.
    error RedemptionAlreadyFilled(uint256 redemptionId);

    /* FUNCTIONS */

    /// @notice Authorises a participant of a stock, or ends it. Only its issuer.
    function setParticipant(address token, address participant, bool isAuthorised) external;

    /// @notice Issues floor(shares * 1e18 / multiplier) tokens against a receipt, within the proven reserve. Only the
    /// authorised participant whom the receipt names.
    /// @return raw Raw tokens issued.
    function issueInKind(Receipt calldata receipt, ICustodyRegistry.CustodianSignature[] calldata signatures)
        external
        returns (uint256 raw);

    /// @notice Burns the caller's tokens and owes their shares. Only an authorised participant.
    /// @param raw Raw tokens to burn.
    /// @param instructionHash keccak256 of the delivery instruction given to the custodian.
    /// @return redemptionId Number of the redemption, from 1.
    function redeemInKind(address token, uint128 raw, bytes32 instructionHash) external returns (uint256 redemptionId);

    /// @notice Records that a custodian has delivered the shares of a redemption. Only the issuer of the stock.
    /// @return shares Shares delivered: floor(raw * multiplier / 1e18) at the present multiplier.
    function fillRedemption(uint256 redemptionId, uint16 custodianId) external returns (uint256 shares);

    /// @notice Whether somebody is an authorised participant of a stock.
    function isParticipant(address token, address participant) external view returns (bool);

    /// @notice Whether a custodian's receipt was used.
    function isReceiptUsed(uint16 custodianId, uint256 receiptId) external view returns (bool);

    /// @notice A redemption. Reverts if there is none of that number.
    function redemptionOf(uint256 redemptionId) external view returns (Redemption memory);

    /// @notice EIP-712 digest that the custodian's signers sign.
    function hashReceipt(Receipt calldata receipt) external view returns (bytes32);
}
