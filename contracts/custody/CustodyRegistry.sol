// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { Clones } from "@openzeppelin/contracts/proxy/Clones.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";
import { IAggregatorV3 } from "../../interfaces/IAggregatorV3.sol";
import { ICustodyRegistry } from "../../interfaces/ICustodyRegistry.sol";
import { IRiskEngine } from "../../interfaces/IRiskEngine.sol";
import { IStockToken } from "../../interfaces/IStockToken.sol";
import { ReserveLedger } from "../libraries/ReserveLedger.sol";
import { CustodianDirectory } from "./CustodianDirectory.sol";
import { StockToken } from "./StockToken.sol";

/// @title CustodyRegistry
/// @notice See `ICustodyRegistry`.
contract CustodyRegistry is CustodianDirectory, EIP712 {
    using FixedPointMathLib for uint256;
    using ReserveLedger for Holding;
    using SafeCast for uint256;

    uint256 private constant _WAD = 1e18;
    uint256 private constant _MAX_CUSTODIANS = 8;
    uint256 private constant _SHARE_DECIMALS = 18;
    uint256 private constant _CAP_RAISE_DIVISOR = 5;
    uint256 private constant _CAP_RAISE_SECONDS = 1 days;

    /// @dev A day and a little: one attestation a business day keeps minting open, and on weekends it rests.
    uint256 private constant _MAX_AGE_SECONDS = 26 hours;

    bytes32 private constant _ATTESTATION_TYPEHASH = keccak256(
        "Attestation(address token,uint16 custodianId,uint128 sharesHeld,uint32 actionNonce,uint40 asOf,uint40 validUntil,uint64 sequence,bytes32 reportHash)"
    );

    /// @inheritdoc ICustodyRegistry
    address public immutable tokenImplementation;

    /* STORAGE */

    mapping(address token => Stock) private _stocks;
    mapping(address token => Reserve) private _reserves;
    mapping(address token => mapping(uint16 custodianId => Holding)) private _holdings;
    address[] private _tokens;

    /// @inheritdoc ICustodyRegistry
    mapping(bytes32 securityId => address) public tokenOf;

    /// @inheritdoc ICustodyRegistry
    mapping(address minter => bool) public isMinter;

    /// @inheritdoc ICustodyRegistry
    mapping(address account => bool) public isRegisteredContract;

    /// @inheritdoc ICustodyRegistry
    address public corporateActions;

    /// @inheritdoc ICustodyRegistry
    IRiskEngine public riskEngine;

    modifier onlyMinter() {
        require(isMinter[msg.sender], NotMinter(msg.sender));
        _;
    }

    constructor(address authority) AccessManaged(authority) EIP712("Evershare CustodyRegistry", "1") {
        tokenImplementation = address(new StockToken(address(this)));
    }

    /* GOVERNANCE */

    /// @inheritdoc ICustodyRegistry
    function listStock(StockListing calldata listing) external restricted returns (address token) {
        uint256 custodianCount = listing.custodianIds.length;

        require(listing.issuer != address(0), CustodyZeroAddress());
        require(
            tokenOf[listing.securityId] == address(0),
            SecurityAlreadyListed(listing.securityId, tokenOf[listing.securityId])
        );
        require(
            custodianCount != 0 && custodianCount <= _MAX_CUSTODIANS,
            CustodianCountOutOfRange(custodianCount, _MAX_CUSTODIANS)
        );

        token = Clones.clone(tokenImplementation);
        _tokens.push(token);
        tokenOf[listing.securityId] = token;
        Stock storage stock = _stocks[token];
        stock.issuer = listing.issuer;
        stock.calendarId = listing.calendarId;
        stock.tier = listing.tier;
        stock.supplyCap = listing.supplyCap;
        stock.securityId = listing.securityId;
        stock.custodianIds = listing.custodianIds;
        for (uint256 i; i < custodianCount; ++i) {
            uint16 custodianId = listing.custodianIds[i];
            _custodian(custodianId);
            require(!_holdings[token][custodianId].serves, CustodianRepeated(custodianId));
            _holdings[token][custodianId].serves = true;
        }
        emit StockListed(token, listing.securityId, listing.issuer, listing.symbol);

        IStockToken(token).initialize(listing.name, listing.symbol, listing.policy);
    }

    /// @inheritdoc ICustodyRegistry
    function setMinter(address minter, bool isMinter_) external restricted {
        require(minter != address(0), CustodyZeroAddress());

        isMinter[minter] = isMinter_;
        emit MinterSet(minter, isMinter_);
    }

    /// @inheritdoc ICustodyRegistry
    function setCorporateActions(address corporateActions_) external restricted {
        require(corporateActions_ != address(0), CustodyZeroAddress());

        corporateActions = corporateActions_;
        emit CorporateActionsSet(corporateActions_);
    }

    /// @inheritdoc ICustodyRegistry
    function setRiskEngine(IRiskEngine riskEngine_) external restricted {
        riskEngine = riskEngine_;
        emit RiskEngineSet(riskEngine_);
    }

    /// @inheritdoc ICustodyRegistry
    function setSupplyCap(address token, uint128 supplyCap) external restricted {
        Stock storage stock = _listed(token);
        uint256 present = stock.supplyCap;
        if (supplyCap > present) {
            uint256 most = present + present / _CAP_RAISE_DIVISOR;
            uint256 from = uint256(stock.capRaisedAt) + _CAP_RAISE_SECONDS;
            require(supplyCap <= most && block.timestamp >= from, SupplyCapRaisedTooFast(supplyCap, most, from));
            stock.capRaisedAt = uint40(block.timestamp);
        }

        _setSupplyCap(stock, token, supplyCap);
    }

    /// @inheritdoc ICustodyRegistry
    function resetSupplyCap(address token, uint128 supplyCap) external restricted {
        _setSupplyCap(_listed(token), token, supplyCap);
    }

    /// @inheritdoc ICustodyRegistry
    function setTier(address token, uint8 tier) external restricted {
        Stock storage stock = _listed(token);

        stock.tier = tier;
        emit TierSet(token, tier);
    }

    /// @inheritdoc ICustodyRegistry
    function setReserveFeed(address token, address feed) external restricted {
        Stock storage stock = _listed(token);
        uint8 decimals = feed == address(0) ? 0 : IAggregatorV3(feed).decimals();

        require(decimals <= _SHARE_DECIMALS, FeedDecimalsTooMany(decimals, _SHARE_DECIMALS));

        stock.reserveFeed = feed;
        stock.feedDecimals = decimals;
        emit ReserveFeedSet(token, feed);
    }

    /// @inheritdoc ICustodyRegistry
    function setRegisteredContract(address account, bool isRegistered) external restricted {
        require(account != address(0), CustodyZeroAddress());

        isRegisteredContract[account] = isRegistered;
        emit RegisteredContractSet(account, isRegistered);
    }

    /* CORPORATE ACTIONS */

    /// @inheritdoc ICustodyRegistry
    function setFreeze(address token, uint40 frozenFrom, bool isEnded) external {
        Stock storage stock = _listed(token);

        require(msg.sender == corporateActions, NotCorporateActions(msg.sender));

        stock.frozenFrom = frozenFrom;
        stock.isEnded = isEnded;
        emit FreezeSet(token, frozenFrom, isEnded);
    }

    /// @inheritdoc ICustodyRegistry
    function resume(address token) external {
        Stock storage stock = _listed(token);
        Reserve memory reserve = _reserves[token];
        (uint256 multiplier, uint256 nonce) = IStockToken(token).multiplierAndNonce();

        require(msg.sender == corporateActions, NotCorporateActions(msg.sender));
        require(reserve.isUniform && reserve.actionNonce == nonce, NonceNotAttested(reserve.actionNonce, nonce));

        stock.frozenFrom = 0;
        emit FreezeSet(token, 0, stock.isEnded);

        _checkBacking(stock, token, reserve, multiplier, nonce);
    }

    /* PROOF OF RESERVE */

    /// @inheritdoc ICustodyRegistry
    function checkBacking(address token) external returns (bool isShort) {
        Stock storage stock = _listed(token);
        (uint256 multiplier, uint256 nonce) = IStockToken(token).multiplierAndNonce();

        return _checkBacking(stock, token, _reserves[token], multiplier, nonce);
    }

    /// @inheritdoc ICustodyRegistry
    function attest(Attestation calldata attestation, CustodianSignature[] calldata signatures) external {
        address token = attestation.token;
        Stock storage stock = _listed(token);
        Holding storage holding = _holdings[token][attestation.custodianId];
        uint256 attestedMultiplier = IStockToken(token).multiplierOfNonce(attestation.actionNonce);

        require(attestation.sequence > holding.sequence, SequenceNotIncreasing(attestation.sequence, holding.sequence));
        require(attestation.asOf <= block.timestamp, AttestationFromFuture(attestation.asOf, block.timestamp));
        require(attestation.asOf >= holding.asOf, AttestationOlderThanLatest(attestation.asOf, holding.asOf));
        require(block.timestamp <= attestation.validUntil, AttestationExpired(attestation.validUntil));
        require(attestedMultiplier != 0, ActionNonceUnknown(attestation.actionNonce, IStockToken(token).actionNonce()));
        requireSigned(token, attestation.custodianId, hashAttestation(attestation), signatures);

        holding.recordAttestation(attestation, attestedMultiplier);
        _releaseDelivered(stock, holding, attestation);
        Reserve memory reserve =
            ReserveLedger.sum(_holdings[token], stock.custodianIds, attestation.actionNonce, attestedMultiplier);
        _reserves[token] = reserve;
        _emitAttested(attestation, reserve.shares);
    }

    /* MINT AND BURN */

    /// @inheritdoc ICustodyRegistry
    function issue(address token, address recipient, uint256 shares, uint256 actionNonce)
        external
        onlyMinter
        returns (uint256 raw)
    {
        Stock storage stock = _listed(token);
        (uint256 multiplier, uint256 nonce) = IStockToken(token).multiplierAndNonce();

        _requireUnfrozen(stock, token);
        require(!stock.isEnded, StockEnded(token));
        require(actionNonce == nonce, ActionNonceMismatch(actionNonce, nonce));

        raw = shares.fullMulDiv(_WAD, multiplier);
        require(raw != 0, ConvertsToNothing(shares));

        _requireBacked(stock, token, raw, multiplier, nonce);
        emit SharesIssued(token, recipient, shares, raw);

        IStockToken(token).mint(recipient, raw);
    }

    /// @inheritdoc ICustodyRegistry
    function retire(address token, address holder, uint256 raw) external onlyMinter returns (uint256 shares) {
        Stock storage stock = _listed(token);

        _requireUnfrozen(stock, token);
        shares = raw.fullMulDiv(IStockToken(token).multiplier(), _WAD);
        require(shares != 0, ConvertsToNothing(raw));

        stock.owedRaw += raw.toUint128();
        emit SharesRetired(token, holder, raw, shares);

        IStockToken(token).burn(holder, raw);
    }

    /// @inheritdoc ICustodyRegistry
    function recordDelivery(address token, uint16 custodianId, uint256 raw)
        external
        onlyMinter
        returns (uint256 shares)
    {
        Stock storage stock = _listed(token);
        Holding storage holding = _served(token, custodianId);

        _requireUnfrozen(stock, token);
        require(raw <= stock.owedRaw, DeliveryExceedsOwed(raw, stock.owedRaw));

        shares = raw.fullMulDiv(IStockToken(token).multiplier(), _WAD);

        stock.owedRaw -= raw.toUint128();
        stock.deliveredShares += shares.toUint128();
        holding.recordDelivery(shares);
        emit SharesDelivered(token, custodianId, raw, shares);
    }

    /* VIEWS */

    /// @inheritdoc ICustodyRegistry
    function requireBacked(address token, uint256 extraRaw) external view {
        Stock storage stock = _listed(token);
        (uint256 multiplier, uint256 nonce) = IStockToken(token).multiplierAndNonce();

        _requireBacked(stock, token, extraRaw, multiplier, nonce);
    }

    /// @inheritdoc ICustodyRegistry
    function requireSigned(address token, uint16 custodianId, bytes32 digest, CustodianSignature[] calldata signatures)
        public
        view
    {
        _served(token, custodianId);
        _requireSigned(custodianId, digest, signatures);
    }

    /// @inheritdoc ICustodyRegistry
    function reserveOf(address token) external view returns (Reserve memory) {
        _listed(token);
        return _reserves[token];
    }

    /// @inheritdoc ICustodyRegistry
    function sharesOwed(address token) public view returns (uint256) {
        return _owed(_listed(token), IStockToken(token).multiplier());
    }

    /// @inheritdoc ICustodyRegistry
    function sharesDue(address token) public view returns (uint256) {
        return _due(_listed(token), IStockToken(token).totalSupply(), IStockToken(token).multiplier());
    }

    /// @inheritdoc ICustodyRegistry
    function backingOf(address token) external view returns (Backing memory backing) {
        Stock storage stock = _listed(token);
        Reserve memory reserve = _reserves[token];

        backing.reserveShares = _provenShares(stock, reserve.shares);
        backing.dueShares = sharesDue(token);
        backing.ratio =
            backing.dueShares == 0 ? type(uint256).max : backing.reserveShares.fullMulDiv(_WAD, backing.dueShares);
        backing.age = block.timestamp - reserve.asOf;
        backing.isComparable = _isComparable(reserve, IStockToken(token).actionNonce());
        backing.isShort = stock.isShort;
        backing.reportHashes = new bytes32[](stock.custodianIds.length);
        for (uint256 i; i < stock.custodianIds.length; ++i) {
            backing.reportHashes[i] = _holdings[token][stock.custodianIds[i]].reportHash;
        }
    }

    /// @inheritdoc ICustodyRegistry
    function isBacked(address token) external view returns (bool) {
        return !_listed(token).isShort;
    }

    /// @inheritdoc ICustodyRegistry
    function holdingOf(address token, uint16 custodianId) external view returns (Holding memory) {
        return _served(token, custodianId);
    }

    /// @inheritdoc ICustodyRegistry
    function stockOf(address token) external view returns (Stock memory) {
        return _listed(token);
    }

    /// @inheritdoc ICustodyRegistry
    function issuerOf(address token) external view returns (address) {
        return _listed(token).issuer;
    }

    /// @inheritdoc ICustodyRegistry
    function isListed(address token) external view returns (bool) {
        return _stocks[token].issuer != address(0);
    }

    /// @inheritdoc ICustodyRegistry
    function stockCount() external view returns (uint256) {
        return _tokens.length;
    }

    /// @inheritdoc ICustodyRegistry
    function tokenAt(uint256 index) external view returns (address) {
        return _tokens[index];
    }

    /// @inheritdoc ICustodyRegistry
    function hashAttestation(Attestation calldata attestation) public view returns (bytes32) {
        // Every member is static, so the struct's ABI encoding is its EIP-712 encoding.
        return _hashTypedDataV4(keccak256(abi.encode(_ATTESTATION_TYPEHASH, attestation)));
    }

    /* INTERNAL */

    function _setSupplyCap(Stock storage stock, address token, uint128 supplyCap) private {
        stock.supplyCap = supplyCap;
        emit SupplyCapSet(token, supplyCap);
    }

    function _checkBacking(
        Stock storage stock,
        address token,
        Reserve memory reserve,
        uint256 multiplier,
        uint256 nonce
    ) private returns (bool isShort) {
        isShort = stock.isShort;
        if (!_isComparable(reserve, nonce)) return isShort;

        uint256 due = _due(stock, IStockToken(token).totalSupply(), multiplier);
        uint256 proven = _provenShares(stock, reserve.shares);
        if (isShort == due > proven) return isShort;

        isShort = !isShort;
        stock.isShort = isShort;
        emit BackingChecked(token, isShort, due, proven);

        if (address(riskEngine) != address(0)) riskEngine.setBacking(token, !isShort);
    }

    function _releaseDelivered(Stock storage stock, Holding storage holding, Attestation calldata attestation) private {
        uint256 released = holding.releaseDelivered(attestation.asOf);
        if (released == 0) return;

        stock.deliveredShares -= released.toUint128();
        emit SharesReleased(attestation.token, attestation.custodianId, released);
    }

    function _emitAttested(Attestation calldata attestation, uint256 reserveShares) private {
        emit ReserveAttested(
            attestation.token,
            attestation.custodianId,
            attestation.sharesHeld,
            reserveShares,
            attestation.asOf,
            attestation.sequence,
            attestation.reportHash
        );
    }

    function _requireBacked(Stock storage stock, address token, uint256 extraRaw, uint256 multiplier, uint256 nonce)
        private
        view
    {
        Reserve memory reserve = _reserves[token];
        uint256 supply = IStockToken(token).totalSupply() + extraRaw;

        require(supply <= stock.supplyCap, SupplyCapExceeded(supply, stock.supplyCap));
        require(
            block.timestamp - reserve.asOf <= _MAX_AGE_SECONDS,
            AttestationTooOld(block.timestamp - reserve.asOf, _MAX_AGE_SECONDS)
        );
        require(block.timestamp <= reserve.validUntil, AttestationExpired(reserve.validUntil));
        require(reserve.isUniform, AttestationsNotUniform(token));
        require(reserve.actionNonce == nonce, ActionNonceMismatch(reserve.actionNonce, nonce));
        _requireFreshFeed(stock);

        uint256 due = _due(stock, supply, multiplier);
        uint256 proven = _provenShares(stock, reserve.shares);
        require(due <= proven, ReserveExceeded(due, proven));
    }

    /// @dev While a new multiplier is unverified, converting shares and tokens could give away what is not there.
    function _requireUnfrozen(Stock storage stock, address token) private view {
        uint256 frozenFrom = stock.frozenFrom;
        require(frozenFrom == 0 || block.timestamp < frozenFrom, StockFrozen(token));
    }

    function _requireFreshFeed(Stock storage stock) private view {
        if (stock.reserveFeed == address(0)) return;

        (,,, uint256 updatedAt,) = IAggregatorV3(stock.reserveFeed).latestRoundData();
        uint256 age = block.timestamp.zeroFloorSub(updatedAt);
        require(age <= _MAX_AGE_SECONDS, ReserveFeedTooOld(age, _MAX_AGE_SECONDS));
    }

    /// @dev The least of what the custodians and the feed say.
    function _provenShares(Stock storage stock, uint256 attestedShares) private view returns (uint256) {
        if (stock.reserveFeed == address(0)) return attestedShares;

        (, int256 answer,,,) = IAggregatorV3(stock.reserveFeed).latestRoundData();
        if (answer <= 0) return 0;
        return attestedShares.min(uint256(answer).saturatingMul(10 ** (_SHARE_DECIMALS - stock.feedDecimals)));
    }

    function _due(Stock storage stock, uint256 supply, uint256 multiplier) private view returns (uint256) {
        return supply.fullMulDivUp(multiplier, _WAD) + _owed(stock, multiplier);
    }

    function _owed(Stock storage stock, uint256 multiplier) private view returns (uint256) {
        return uint256(stock.owedRaw).fullMulDivUp(multiplier, _WAD) + stock.deliveredShares;
    }

    function _isComparable(Reserve memory reserve, uint256 nonce) private pure returns (bool) {
        return reserve.asOf != 0 && reserve.isUniform && reserve.actionNonce == nonce;
    }

    function _listed(address token) private view returns (Stock storage stock) {
        stock = _stocks[token];
        require(stock.issuer != address(0), StockNotListed(token));
    }

    function _served(address token, uint16 custodianId) private view returns (Holding storage holding) {
        holding = _holdings[token][custodianId];
        require(holding.serves, CustodianNotOfStock(token, custodianId));
    }
}
