// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { BitMaps } from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import { ICustodyRegistry } from "../../interfaces/ICustodyRegistry.sol";
import { IPrimaryMarket } from "../../interfaces/IPrimaryMarket.sol";
import { ITradingCalendar } from "../../interfaces/ITradingCalendar.sol";
import { MarketLimits } from "./MarketLimits.sol";
import { RequestBook } from "./RequestBook.sol";

/// @title PrimaryMarket
/// @notice See `IPrimaryMarket`. What a corporate action has frozen, the registry refuses.
contract PrimaryMarket is IPrimaryMarket, RequestBook {
    using BitMaps for BitMaps.BitMap;

    bytes32 private constant _RECEIPT_TYPEHASH = keccak256(
        "Receipt(address token,uint16 custodianId,address participant,address recipient,uint128 shares,uint32 actionNonce,uint64 receiptId,uint40 expiry)"
    );

    /* STORAGE */

    /// @dev One bit a receipt: custodians number theirs in sequence, so that 256 share a slot.
    mapping(uint16 custodianId => BitMaps.BitMap) private _usedReceipts;

    Redemption[] private _redemptions; // at redemptionId - 1

    /// @inheritdoc IPrimaryMarket
    mapping(address token => mapping(address participant => bool)) public isParticipant;

    constructor(address authority, ICustodyRegistry registry_, ITradingCalendar calendar_)
        MarketLimits(authority, registry_)
        RequestBook(calendar_)
        EIP712("Evershare PrimaryMarket", "1")
    { }

    /* ISSUER */

    /// @inheritdoc IPrimaryMarket
    function setParticipant(address token, address participant, bool isAuthorised) external {
        _requireIssuer(token);

        isParticipant[token][participant] = isAuthorised;
        emit ParticipantSet(token, participant, isAuthorised);
    }

    /* IN KIND */

    /// @inheritdoc IPrimaryMarket
    function issueInKind(Receipt calldata receipt, ICustodyRegistry.CustodianSignature[] calldata signatures)
        external
        nonReentrant
        returns (uint256 raw)
    {
        BitMaps.BitMap storage used = _usedReceipts[receipt.custodianId];

        require(msg.sender == receipt.participant, ReceiptOfAnother(msg.sender, receipt.participant));
        _requireParticipant(receipt.token);
        require(block.timestamp <= receipt.expiry, ReceiptExpired(receipt.expiry));
        require(!used.get(receipt.receiptId), ReceiptUsed(receipt.custodianId, receipt.receiptId));
        registry.requireSigned(receipt.token, receipt.custodianId, hashReceipt(receipt), signatures);

        used.set(receipt.receiptId);
        raw = _issue(receipt.token, receipt.recipient, receipt.shares, receipt.actionNonce);
        emit IssuedInKind(
            receipt.token,
            receipt.participant,
            receipt.recipient,
            receipt.custodianId,
            receipt.receiptId,
            receipt.shares,
            raw
        );
    }

    /// @inheritdoc IPrimaryMarket
    function redeemInKind(address token, uint128 raw, bytes32 instructionHash)
        external
        nonReentrant
        returns (uint256 redemptionId)
    {
        _requireParticipant(token);

        return _redeem(token, msg.sender, msg.sender, raw, instructionHash);
    }

    /// @inheritdoc IPrimaryMarket
    function fillRedemption(uint256 redemptionId, uint16 custodianId) external nonReentrant returns (uint256 shares) {
        Redemption storage redemption = _redemption(redemptionId);

        _requireIssuer(redemption.token);
        require(!redemption.isFilled, RedemptionAlreadyFilled(redemptionId));

        redemption.isFilled = true;
        shares = registry.recordDelivery(redemption.token, custodianId, redemption.raw);
        emit RedemptionFilled(redemptionId, custodianId, shares);
    }

    /* VIEWS */

    /// @inheritdoc IPrimaryMarket
    function isReceiptUsed(uint16 custodianId, uint256 receiptId) external view returns (bool) {
        return _usedReceipts[custodianId].get(receiptId);
    }

    /// @inheritdoc IPrimaryMarket
    function redemptionOf(uint256 redemptionId) external view returns (Redemption memory) {
        return _redemption(redemptionId);
    }

    /// @inheritdoc IPrimaryMarket
    function hashReceipt(Receipt calldata receipt) public view returns (bytes32) {
        // Every member is static, so the struct's ABI encoding is its EIP-712 encoding.
        return _hashTypedDataV4(keccak256(abi.encode(_RECEIPT_TYPEHASH, receipt)));
    }

    /* INTERNAL */

    /// @inheritdoc RequestBook
    function _redeem(address token, address holder, address owedTo, uint128 raw, bytes32 instructionHash)
        internal
        override
        returns (uint256 redemptionId)
    {
        _redemptions.push(
            Redemption({
                token: token,
                requestedAt: uint40(block.timestamp),
                isFilled: false,
                participant: owedTo,
                raw: raw,
                instructionHash: instructionHash
            })
        );
        redemptionId = _redemptions.length;
        _countRedeem(token, raw);
        uint256 shares = registry.retire(token, holder, raw);
        emit RedeemedInKind(redemptionId, token, owedTo, raw, shares, instructionHash);
    }

    function _requireIssuer(address token) private view {
        address issuer = registry.issuerOf(token);
        require(msg.sender == issuer, NotStockIssuer(msg.sender, issuer));
    }

    function _requireParticipant(address token) private view {
        require(isParticipant[token][msg.sender], NotAuthorisedParticipant(token, msg.sender));
    }

    function _redemption(uint256 redemptionId) private view returns (Redemption storage) {
        require(redemptionId != 0 && redemptionId <= _redemptions.length, RedemptionUnknown(redemptionId));
        return _redemptions[redemptionId - 1];
    }
}
