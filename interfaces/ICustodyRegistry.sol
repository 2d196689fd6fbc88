// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IRiskEngine } from "./IRiskEngine.sol";
import { TransferPolicy } from "./IStockToken.sol";

/// @title ICustodyRegistry
/// @notice Which stocks exist, who holds their shares, and the proof that every token is backed. Tokens are minted here
/// and nowhere else, and only within the proven reserve.
/// @dev Units: shares and raw tokens with 18 decimals, multipliers in WAD, times in Unix seconds.
interface ICustodyRegistry {
    /* STRUCTS */

    /// @notice What is needed to list a stock.
    /// @param name Name of the token and of its EIP-712 domain.
    /// @param symbol Ticker.
    /// @param securityId keccak256 of the ISIN or FIGI, or of market and symbol where none is known; one token per security.
    /// @param issuer Who fills redemptions and announces corporate actions.
    /// @param calendarId The trading calendar that the stock follows.
    /// @param tier The stock's risk class, for collateral factors; 1 is the most liquid.
    /// @param supplyCap The most raw tokens that may exist.
    /// @param custodianIds Who holds the shares, at most 8, without repetition.
    /// @param policy Who may hold the token, for good.
    struct StockListing {
        string name;
        string symbol;
        bytes32 securityId;
        address issuer;
        uint16 calendarId;
        uint8 tier;
        uint128 supplyCap;
        uint16[] custodianIds;
        TransferPolicy policy;
    }

    /// @notice A listed stock.
    /// @param issuer Who fills redemptions and announces corporate actions.
    /// @param calendarId The trading calendar that the stock follows.
    /// @param tier The stock's risk class; 1 is the most liquid.
    /// @param isShort Whether the last check of the backing found too few shares.
    /// @param frozenFrom When shares and tokens may no longer be exchanged, because of a corporate action; 0 = not scheduled.
    /// @param isEnded Whether the stock was cashed out or delisted: no more tokens are created.
    /// @param supplyCap The most raw tokens that may exist.
    /// @param owedRaw Burnt raw tokens whose shares have not been delivered yet. Raw, so that a split in between is paid.
    /// @param deliveredShares Shares delivered to redeemers and not yet seen missing in an attestation.
    /// @param capRaisedAt When RISK raised the supply cap last, Unix seconds; 0 = never.
    /// @param reserveFeed A Chainlink proof-of-reserve feed of shares, or zero; the least of it and the custodians counts.
    /// @param feedDecimals Decimals of the feed's answer.
    /// @param securityId keccak256 of the ISIN or FIGI.
    /// @param custodianIds Who holds the shares.
    struct Stock {
        address issuer;
        uint16 calendarId;
        uint8 tier;
        bool isShort;
        uint40 frozenFrom;
        bool isEnded;
        //
        uint128 supplyCap;
        uint128 owedRaw;
        //
        uint128 deliveredShares;
        uint40 capRaisedAt;
        //
        address reserveFeed;
        uint8 feedDecimals;
        //
        bytes32 securityId;
        //
        uint16[] custodianIds;
    }

    /// @notice What a custodian states, signed by k of its n signers (EIP-712).
    /// @param token The stock token.
    /// @param custodianId Who states it.
    /// @param sharesHeld Shares held for the token's holders.
    /// @param actionNonce The corporate action up to which `sharesHeld` is counted, see `IStockToken.actionNonce`.
    /// @param asOf When it was true.
    /// @param validUntil The last second at which it may be relied upon.
    /// @param sequence Grows with every attestation of this custodian for this token; gaps are allowed.
    /// @param reportHash keccak256 of the report that explains it.
    struct Attestation {
        address token;
        uint16 custodianId;
        uint128 sharesHeld;
        uint32 actionNonce;
        uint40 asOf;
        uint40 validUntil;
        uint64 sequence;
        bytes32 reportHash;
    }

    /// @notice One signer's signature: 65 bytes of ECDSA, or whatever the signer's contract accepts (ERC-1271).
    struct CustodianSignature {
        address signer;
        bytes signature;
    }

    /// @notice What is known of one custodian's holding of one stock.
    /// @param countedShares Shares that count towards the reserve.
    /// @param latestShares Shares stated last; the part above `countedShares` waits for the other custodians.
    /// @param pendingShares A higher level that waits until every other custodian has attested after `pendingAsOf`.
    /// @param pendingAsOf When the pending level was true; 0 if none waits.
    /// @param asOf When the latest statement was true; 0 if there is none.
    /// @param validUntil The last second at which the latest statement may be relied upon.
    /// @param sequence Sequence of the latest statement.
    /// @param actionNonce Action nonce of the latest statement.
    /// @param multiplier The multiplier that belongs to that nonce, WAD.
    /// @param serves Whether the custodian holds this stock at all.
    /// @param reportHash Report of the latest statement.
    /// @param releasableShares Delivered shares that the next attestation after `releasableAt` releases.
    /// @param releasableAt The last delivery among them; 0 if there is none.
    /// @param laterShares Delivered shares that wait for the attestation after that.
    /// @param laterAt The last delivery among them; 0 if there is none.
    struct Holding {
        uint128 countedShares;
        uint128 latestShares;
        //
        uint128 pendingShares;
        uint40 pendingAsOf;
        uint40 asOf;
        uint40 validUntil;
        //
        uint64 sequence;
        uint32 actionNonce;
        uint96 multiplier;
        bool serves;
        //
        bytes32 reportHash;
        //
        uint128 releasableShares;
        uint40 releasableAt;
        uint40 laterAt;
        //
        uint128 laterShares;
    }

    /// @notice The reserve of a stock, over all of its custodians.
    /// @param shares Shares that count.
    /// @param asOf The oldest of the custodians' latest statements; 0 until every one of them has made one.
    /// @param validUntil The earliest end of validity among them.
    /// @param actionNonce The action nonce attested last; `shares` is counted up to that corporate action.
    /// @param isUniform Whether all of them carry that action nonce; nothing is minted while they differ.
    struct Reserve {
        uint128 shares;
        uint40 asOf;
        uint40 validUntil;
        uint32 actionNonce;
        bool isUniform;
    }

    /// @notice How well a stock is backed.
    /// @param reserveShares The least of what the custodians and the feed have proven.
    /// @param dueShares Shares that must be there for holders and redeemers.
    /// @param ratio `reserveShares / dueShares`, WAD, rounded down; the largest number if nothing is due.
    /// @param age Seconds since the oldest statement that the reserve relies on.
    /// @param isComparable Whether reserve and token are counted up to the same corporate action.
    /// @param isShort Whether the last check found too few shares.
    /// @param reportHashes The report behind each custodian's latest statement, in the order of the stock's custodians.
    struct Backing {
        uint256 reserveShares;
        uint256 dueShares;
        uint256 ratio;
        uint256 age;
        bool isComparable;
        bool isShort;
        bytes32[] reportHashes;
    }

    /* EVENTS */

    /// @notice Emitted when a custodian's signers are set, at registration and at every rotation.
    event CustodianSignersSet(uint16 indexed custodianId, address[] signers, uint256 threshold);

    /// @notice Emitted when a stock is listed.
    event StockListed(address indexed token, bytes32 indexed securityId, address indexed issuer, string symbol);

    /// @notice Emitted when a contract may, or may no longer, mint and burn.
    event MinterSet(address indexed minter, bool isMinter);

    /// @notice Emitted when the corporate actions contract is named.
    event CorporateActionsSet(address indexed corporateActions);

    /// @notice Emitted when the risk engine is named that is told of shortfalls.
    event RiskEngineSet(IRiskEngine indexed riskEngine);

    /// @notice Emitted when the most raw tokens that may exist is changed.
    event SupplyCapSet(address indexed token, uint256 supplyCap);

    /// @notice Emitted when a stock's risk class is changed; 1 is the most liquid.
    event TierSet(address indexed token, uint256 tier);

    /// @notice Emitted when a stock's proof-of-reserve feed is set, or taken away (zero).
    event ReserveFeedSet(address indexed token, address indexed feed);

    /// @notice Emitted when a contract of the protocol is put under protection, or out of it.
    event RegisteredContractSet(address indexed account, bool isRegistered);

    /// @notice Emitted when corporate actions schedule a freeze (0 = none), or end a stock for good.
    event FreezeSet(address indexed token, uint256 frozenFrom, bool isEnded);

    /// @notice Emitted when a check of the backing changes its verdict.
    event BackingChecked(address indexed token, bool isShort, uint256 dueShares, uint256 reserveShares);

    /// @notice Emitted when a custodian's statement is accepted. `reserveShares` is the reserve after it.
    event ReserveAttested(
        address indexed token,
        uint16 indexed custodianId,
        uint256 sharesHeld,
        uint256 reserveShares,
        uint256 asOf,
        uint256 sequence,
        bytes32 reportHash
    );

    /// @notice Emitted when tokens are created for shares that came into custody.
    event SharesIssued(address indexed token, address indexed recipient, uint256 shares, uint256 raw);

    /// @notice Emitted when tokens are destroyed and their shares are owed. `shares` is at the present multiplier.
    event SharesRetired(address indexed token, address indexed holder, uint256 raw, uint256 shares);

    /// @notice Emitted when owed shares have left a custodian for the redeemer.
    event SharesDelivered(address indexed token, uint16 indexed custodianId, uint256 raw, uint256 shares);

    /// @notice Emitted when an attestation made after their delivery ends what was owed to redeemers.
    event SharesReleased(address indexed token, uint16 indexed custodianId, uint256 shares);

    /* ERRORS */

    /// @notice Thrown when an address that must be somebody is zero.
    error CustodyZeroAddress();

    /// @notice Thrown when a stock is not listed.
    error StockNotListed(address token);

    /// @notice Thrown when a security has a token already.
    error SecurityAlreadyListed(bytes32 securityId, address token);

    /// @notice Thrown when a custodian is not registered.
    error CustodianUnknown(uint16 custodianId);

    /// @notice Thrown when a custodian does not hold a stock.
    error CustodianNotOfStock(address token, uint16 custodianId);

    /// @notice Thrown when a stock would have no custodian, or more than the limit.
    error CustodianCountOutOfRange(uint256 count, uint256 maxCount);

    /// @notice Thrown when a custodian is named twice for one stock.
    error CustodianRepeated(uint16 custodianId);

    /// @notice Thrown when a custodian would have no signer, or more than the limit.
    error SignerCountOutOfRange(uint256 count, uint256 maxCount);

    /// @notice Thrown when the number of signatures needed is zero or above the number of signers.
    error ThresholdOutOfRange(uint256 threshold, uint256 signers);

    /// @notice Thrown when a signer is named twice for one custodian.
    error SignerRepeated(address signer);

    /// @notice Thrown when fewer signatures are given than the custodian's threshold.
    error NotEnoughSignatures(uint256 given, uint256 threshold);

    /// @notice Thrown when signers do not come in strictly ascending order, as those of a repeated one do not.
    error SignersNotAscending(address previous, address signer);

    /// @notice Thrown when somebody signed who is not a signer of the custodian.
    error NotCustodianSigner(uint16 custodianId, address signer);

    /// @notice Thrown when a signature does not fit the signer and the message.
    error CustodianSignatureInvalid(address signer);

    /// @notice Thrown when an attestation is not newer by sequence than the latest of its custodian.
    error SequenceNotIncreasing(uint256 sequence, uint256 latestSequence);

    /// @notice Thrown when an attestation speaks of the future.
    error AttestationFromFuture(uint256 asOf, uint256 presentTime);

    /// @notice Thrown when an attestation speaks of an earlier time than the latest of its custodian.
    error AttestationOlderThanLatest(uint256 asOf, uint256 latestAsOf);

    /// @notice Thrown when an attestation may no longer be relied upon.
    error AttestationExpired(uint256 validUntil);

    /// @notice Thrown when an attestation carries neither the token's action nonce nor that of its scheduled action.
    error ActionNonceUnknown(uint256 actionNonce, uint256 tokenNonce);

    /// @notice Thrown when shares counted before a corporate action meet a token after it, or the other way round.
    error ActionNonceMismatch(uint256 actionNonce, uint256 tokenNonce);

    /// @notice Thrown when the custodians of a stock have attested for different action nonces.
    error AttestationsNotUniform(address token);

    /// @notice Thrown when the oldest attestation that the reserve relies on is older than allowed, seconds.
    error AttestationTooOld(uint256 age, uint256 maxAge);

    /// @notice Thrown when a proof-of-reserve feed has not been updated for longer than allowed, seconds.
    error ReserveFeedTooOld(uint256 age, uint256 maxAge);

    /// @notice Thrown when a proof-of-reserve feed has more decimals than shares do.
    error FeedDecimalsTooMany(uint256 decimals, uint256 maxDecimals);

    /// @notice Thrown when more shares would be due to holders and redeemers than are in the reserve.
    error ReserveExceeded(uint256 sharesDue, uint256 reserveShares);

    /// @notice Thrown when more raw tokens would exist than allowed.
    error SupplyCapExceeded(uint256 supply, uint256 supplyCap);

    /// @notice Thrown when a supply cap is raised by more than a fifth or again within a day. `most` may be set from `from` on.
    error SupplyCapRaisedTooFast(uint256 supplyCap, uint256 most, uint256 from);

    /// @notice Thrown when shares or tokens are so few that they convert to nothing.
    error ConvertsToNothing(uint256 amount);

    /// @notice Thrown when more raw tokens would be delivered than are owed.
    error DeliveryExceedsOwed(uint256 raw, uint256 owedRaw);

    /// @notice Thrown when anybody but the corporate actions contract freezes a stock.
    error NotCorporateActions(address caller);

    /// @notice Thrown when a freeze would end before the custodians have all attested with the new action nonce.
    error NonceNotAttested(uint256 attestedNonce, uint256 actionNonce);

    /// @notice Thrown when shares and tokens would be exchanged from a corporate action's freeze until it is verified.
    error StockFrozen(address token);

    /// @notice Thrown when tokens of a stock that was cashed out or delisted would be created.
    error StockEnded(address token);

    /// @notice Thrown when the caller may not mint or burn.
    error NotMinter(address caller);

    /* GOVERNANCE */

    /// @notice Registers a custodian. Restricted.
    /// @param signers Its signers, at most 16.
    /// @param threshold How many of them must sign.
    /// @return custodianId Its number, from 1.
    function registerCustodian(address[] calldata signers, uint256 threshold) external returns (uint16 custodianId);

    /// @notice Replaces all signers of a custodian, for every stock it holds. Restricted.
    function setCustodianSigners(uint16 custodianId, address[] calldata signers, uint256 threshold) external;

    /// @notice Lists a stock and deploys its token. Restricted.
    function listStock(StockListing calldata listing) external returns (address token);

    /// @notice Lets a contract mint and burn, or ends it. Restricted.
    function setMinter(address minter, bool isMinter_) external;

    /// @notice Names the corporate actions contract, see `ICorporateActions`. Restricted.
    function setCorporateActions(address corporateActions_) external;

    /// @notice Names the risk engine that is told each new verdict on a backing, or zero for none. Restricted.
    function setRiskEngine(IRiskEngine riskEngine) external;

    /// @notice Sets the most raw tokens that may exist. For RISK: lowered at once, raised by at most a fifth, once a day.
    function setSupplyCap(address token, uint128 supplyCap) external;

    /// @notice Sets the most raw tokens that may exist to any value. For GOVERNOR.
    function resetSupplyCap(address token, uint128 supplyCap) external;

    /// @notice Sets a stock's risk class, from 1. Restricted.
    function setTier(address token, uint8 tier) external;

    /// @notice Sets a Chainlink proof-of-reserve feed of shares as a further source, or zero for none. Restricted.
    function setReserveFeed(address token, address feed) external;

    /// @notice Puts a contract of the protocol under protection: no issuer may freeze it, deny it or take its tokens, and
    /// closed-loop tokens may be held by it. Restricted.
    function setRegisteredContract(address account, bool isRegistered) external;

    /* CORPORATE ACTIONS */

    /// @notice Sets from when shares and tokens may not be exchanged, and whether tokens may still be created. Only the
    /// corporate actions contract.
    /// @param frozenFrom Unix seconds; 0 = not scheduled.
    function setFreeze(address token, uint40 frozenFrom, bool isEnded) external;

    /// @notice Ends a freeze for a new multiplier, once all custodians count by it, and renews the verdict on the backing,
    /// which rests while statements and token are counted differently. Only the corporate actions contract.
    function resume(address token) external;

    /* PROOF OF RESERVE */

    /// @notice Compares what is due with what is proven, remembers the verdict and tells the risk engine one that is new, so
    /// that new risk against the token stops at once. Anybody may call. While reserve and token are counted up to different
    /// corporate actions, the verdict stays as it was.
    /// @return isShort Whether shares are missing.
    function checkBacking(address token) external returns (bool isShort);

    /// @notice Records a custodian's statement. Anybody may submit it. A decrease counts at once; an increase once every
    /// other custodian of the stock has attested for a later time, so that shares on the move are not counted twice.
    function attest(Attestation calldata attestation, CustodianSignature[] calldata signatures) external;

    /* MINT AND BURN */

    /// @notice Creates tokens for shares that came into custody: floor(shares * 1e18 / multiplier). Only a minter.
    /// @param actionNonce The corporate action up to which `shares` is counted.
    /// @return raw Raw tokens created.
    function issue(address token, address recipient, uint256 shares, uint256 actionNonce) external returns (uint256 raw);

    /// @notice Destroys tokens of a holder and owes their shares. Only a minter.
    /// @return shares Shares owed at the present multiplier, rounded down.
    function retire(address token, address holder, uint256 raw) external returns (uint256 shares);

    /// @notice Records that the shares of burnt tokens have left a custodian for the redeemer. They stay due until an
    /// attestation of that custodian for a later time shows the reserve without them. Only a minter.
    /// @return shares Shares delivered, rounded down.
    function recordDelivery(address token, uint16 custodianId, uint256 raw) external returns (uint256 shares);

    /* VIEWS */

    /// @notice Reverts, with the limit that stands in the way, unless `extraRaw` more tokens would be backed.
    function requireBacked(address token, uint256 extraRaw) external view;

    /// @notice Reverts unless enough signers of a custodian of this stock have signed `digest`. Signers ascend.
    function requireSigned(address token, uint16 custodianId, bytes32 digest, CustodianSignature[] calldata signatures)
        external
        view;

    /// @notice How well a stock is backed.
    function backingOf(address token) external view returns (Backing memory);

    /// @notice Whether the last check of the backing found enough shares. While it did not, nobody may borrow against it.
    function isBacked(address token) external view returns (bool);

    /// @notice Whether a contract of the protocol is protected from the issuers' powers.
    function isRegisteredContract(address account) external view returns (bool);

    /// @notice The reserve as last attested.
    function reserveOf(address token) external view returns (Reserve memory);

    /// @notice Shares owed to redeemers at the present multiplier, rounded up.
    function sharesOwed(address token) external view returns (uint256);

    /// @notice Shares that must be in custody for holders and redeemers, each rounded up.
    function sharesDue(address token) external view returns (uint256);

    /// @notice What is known of one custodian's holding of a stock.
    function holdingOf(address token, uint16 custodianId) external view returns (Holding memory);

    /// @notice A listed stock. Reverts for any other address.
    function stockOf(address token) external view returns (Stock memory);

    /// @notice Who fills redemptions and announces corporate actions. Reverts if the stock is not listed.
    function issuerOf(address token) external view returns (address);

    /// @notice Whether an address is a listed stock token.
    function isListed(address token) external view returns (bool);

    /// @notice The token of a security, or zero.
    function tokenOf(bytes32 securityId) external view returns (address);

    /// @notice How many stocks are listed.
    function stockCount() external view returns (uint256);

    /// @notice The token listed at a position, from 0.
    function tokenAt(uint256 index) external view returns (address);

    /// @notice The signers of a custodian and how many of them must sign.
    function custodianSigners(uint16 custodianId) external view returns (address[] memory signers, uint256 threshold);

    /// @notice Whether a contract may mint and burn.
    function isMinter(address minter) external view returns (bool);

    /// @notice The corporate actions contract: it alone changes multipliers and freezes stocks.
    function corporateActions() external view returns (address);

    /// @notice Who is told each new verdict on a backing.
    function riskEngine() external view returns (IRiskEngine);

    /// @notice The implementation that every stock token is a clone of.
    function tokenImplementation() external view returns (address);

    /// @notice EIP-712 digest that the custodian's signers sign.
    function hashAttestation(Attestation calldata attestation) external view returns (bytes32);
}
