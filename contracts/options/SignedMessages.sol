// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { SignatureChecker } from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import { LowLevelCall } from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { IPrivateOptionPool } from "../../interfaces/IPrivateOptionPool.sol";
import { ISignedOrders, LimitOrder, PoolQuote } from "../../interfaces/ISignedOrders.sol";
import { OrderHashes } from "../libraries/OrderHashes.sol";

/// @title SignedMessages
/// @notice Which quotes and orders are good: who has signed them, since when and until when, and what is left of them.
abstract contract SignedMessages is ISignedOrders, EIP712 {
    using FixedPointMathLib for uint256;
    using OrderHashes for LimitOrder;
    using OrderHashes for PoolQuote;

    ICollateralVault public immutable VAULT;
    address private immutable _BATCH_CALLER; // of the ledger

    /* STORAGE */

    /// @inheritdoc ISignedOrders
    mapping(address signer => mapping(uint256 group => uint256 wadSize)) public override consumedOf;

    /// @inheritdoc ISignedOrders
    mapping(address signer => uint256 epoch) public override epochOf;

    constructor(ICollateralVault vault) EIP712("Evershare SignedOrders", "1") {
        VAULT = vault;
        _BATCH_CALLER = vault.batchCaller();
    }

    /* CANCELLING */

    /// @inheritdoc ISignedOrders
    function cancelGroup(uint256 group) external override {
        address signer = _actor();
        consumedOf[signer][group] = type(uint256).max;

        emit GroupCancelled(signer, group);
    }

    /// @inheritdoc ISignedOrders
    function bumpEpoch() external override returns (uint256 epoch) {
        address signer = _actor();
        epoch = ++epochOf[signer];

        emit EpochBumped(signer, epoch);
    }

    /* VIEWS */

    /// @inheritdoc ISignedOrders
    function hashQuote(PoolQuote calldata quote) public view override returns (bytes32) {
        return _hashTypedDataV4(quote.structHash());
    }

    /// @inheritdoc ISignedOrders
    function hashOrder(LimitOrder calldata order) public view override returns (bytes32) {
        return _hashTypedDataV4(order.structHash());
    }

    /// @inheritdoc ISignedOrders
    function checkQuote(PoolQuote calldata quote, bytes calldata signature) external view override returns (uint256) {
        _requireQuote(quote, hashQuote(quote), signature);
        return _leftOf(quote.signer, quote.group, quote.size);
    }

    /// @inheritdoc ISignedOrders
    function checkOrder(LimitOrder calldata order, bytes calldata signature) external view override returns (uint256) {
        _requireOrder(order, hashOrder(order), signature);
        return _leftOf(order.signer, order.group, order.size);
    }

    /* INTERNAL */

    /// @dev Counts what is filled of everything that a signer has signed with a group.
    function _consume(address signer, uint256 group, uint256 size, uint256 filled) internal {
        mapping(uint256 group => uint256) storage consumedBy = consumedOf[signer];
        uint256 consumed = consumedBy[group];
        uint256 left = size.zeroFloorSub(consumed);
        require(filled <= left, FillExceedsSize(signer, group, filled, left));

        // Cannot overflow: not above `size`.
        unchecked {
            consumedBy[group] = consumed + filled;
        }
    }

    function _requireQuote(PoolQuote calldata quote, bytes32 quoteHash, bytes calldata signature) internal view {
        _requireInForce(quote.signer, quote.epoch, quote.validFrom, quote.validUntil);
        address poolSigner = _signerOf(quote.pool);
        require(
            poolSigner == quote.signer && poolSigner != address(0), NotPoolSigner(quote.pool, quote.signer, poolSigner)
        );
        _requireSignature(quote.signer, quoteHash, signature);
    }

    function _requireOrder(LimitOrder calldata order, bytes32 orderHash, bytes calldata signature) internal view {
        _requireInForce(order.signer, order.epoch, order.validFrom, order.validUntil);
        require(VAULT.isAuthorised(order.account, order.signer), SignerNotAuthorised(order.account, order.signer));
        _requireSignature(order.signer, orderHash, signature);
    }

    /// @dev Who acts: within a batch of the ledger, whoever sent it.
    function _actor() internal view returns (address) {
        return msg.sender == _BATCH_CALLER ? VAULT.actor() : msg.sender;
    }

    function _requireInForce(address signer, uint256 epoch, uint256 validFrom, uint256 validUntil) private view {
        require(block.timestamp >= validFrom, SignedTooEarly(validFrom));
        require(block.timestamp <= validUntil, SignatureExpired(validUntil));
        require(epoch == epochOf[signer], SignedInOtherEpoch(signer, epoch, epochOf[signer]));
    }

    /// @dev A key signs by ECDSA also where its account has delegated to code (EIP-7702), which may have no say about
    /// signatures; what is not the key's is for the code to judge. OpenZeppelin's ECDSA refuses a second form of a signature.
    function _requireSignature(address signer, bytes32 hash, bytes calldata signature) private view {
        (address recovered, ECDSA.RecoverError failure,) = ECDSA.tryRecoverCalldata(hash, signature);
        bool isKeys = failure == ECDSA.RecoverError.NoError && recovered == signer;
        require(
            isKeys || SignatureChecker.isValidERC1271SignatureNowCalldata(signer, hash, signature),
            OrderSignatureInvalid(signer)
        );
    }

    function _leftOf(address signer, uint256 group, uint256 size) private view returns (uint256) {
        return size.zeroFloorSub(consumedOf[signer][group]);
    }

    /// @dev Zero for whatever has no signer: public pools, other contracts, and addresses without code.
    function _signerOf(address pool) private view returns (address) {
        (bool success, bytes32 word,) =
            LowLevelCall.staticcallReturn64Bytes(pool, abi.encodeCall(IPrivateOptionPool.signer, ()));
        bool hasAnswered = success && LowLevelCall.returnDataSize() == 32;
        return hasAnswered ? address(uint160(uint256(word))) : address(0);
    }
}
