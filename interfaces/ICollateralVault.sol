// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ILedgerCredit } from "./ILedgerCredit.sol";
import { ILedgerModules } from "./ILedgerModules.sol";

/// @notice One step of a batch.
/// @param target The ledger itself, or a protocol account.
/// @param data The call.
struct Call {
    address target;
    bytes data;
}

/// @title The one ledger
/// @notice Holds every token of the protocol. Traders, option pools and fee accounts are all accounts in it, and
/// settlement moves a balance from one account to another: for every asset the balances sum to `totalBalance`, which
/// never exceeds the tokens held.
/// @dev An account is an address. The owner of `account` is whoever shares its upper 19 bytes, so that every address
/// owns the 256 isolated sub-accounts `owner XOR 0..255` without registering any. An account lists at most 16 assets.
interface ICollateralVault is ILedgerModules, ILedgerCredit {
    /* EVENTS */

    /// @notice Emitted when a token becomes the asset `assetId`.
    event AssetListed(uint16 indexed assetId, address indexed token, uint8 decimals);

    /// @notice Emitted when tokens come in. `amount` is what arrived, in token units.
    event Deposited(uint16 indexed assetId, address indexed account, address indexed payer, uint256 amount);

    /// @notice Emitted when tokens go out. `amount` is in token units.
    event Withdrawn(uint16 indexed assetId, address indexed account, address indexed receiver, uint256 amount);

    /// @notice Emitted when an operator is named, or dismissed. It may act until `expiry`, Unix seconds.
    event OperatorSet(address indexed account, address indexed operator, uint256 expiry);

    /// @notice Emitted when an asset's tokens are compared with its balances, both in token units. `payoutFactor` is what a
    /// withdrawal pays from now on, WAD.
    event ShortfallRecorded(uint16 indexed assetId, uint256 held, uint256 totalBalance, uint256 payoutFactor);

    /// @notice Emitted when a withdrawal of a short asset pays less than it takes off the balance, in token units.
    event ShortfallShared(uint16 indexed assetId, address indexed receiver, uint256 amount, uint256 paid);

    /* ERRORS */

    /// @notice Thrown when risk would be added in an asset of which tokens are missing.
    /// @param payoutFactor What a withdrawal pays, WAD.
    error AssetShort(uint16 assetId, uint256 payoutFactor);

    /// @notice Thrown when a closed-loop token would be credited to an account whose owner may not receive it.
    error OwnerMayNotReceive(uint16 assetId, address owner);

    /// @notice Thrown when a closed-loop token would leave an account whose owner may not send it.
    error OwnerMayNotSend(uint16 assetId, address owner);

    /// @notice Thrown when the amount of a deposit, withdrawal or transfer is zero.
    error ZeroAmount();

    /// @notice Thrown when nothing arrived although the token said that it paid.
    error NothingReceived(uint16 assetId, uint256 amount);

    /// @notice Thrown when no token is listed under the id.
    error UnlistedAsset(uint16 assetId);

    /// @notice Thrown when the id is taken, or zero (USD has no token).
    error AssetIdTaken(uint16 assetId);

    /// @notice Thrown when the token is listed already, under `assetId`.
    error TokenAlreadyListed(address token, uint16 assetId);

    /// @notice Thrown when there is no contract at the address of a token.
    error TokenWithoutCode(address token);

    /// @notice Thrown when a stock token would be listed before a record of it that is scheduled, Unix seconds.
    error RecordPending(address token, uint256 recordAt);

    /// @notice Thrown when the caller may not act for the account.
    error NotAuthorised(address account, address caller);

    /// @notice Thrown when anybody but the owner of an account names its operators.
    error NotAccountOwner(address account, address caller);

    /// @notice Thrown when the receiving account belongs to nobody (its upper 19 bytes are zero).
    error InvalidAccount(address account);

    /// @notice Thrown when tokens would leave the ledger to the zero address or back to the ledger itself.
    error InvalidWithdrawalReceiver(address receiver);

    /// @notice Thrown when an outsider would credit an account of the protocol, which would change a share price.
    error CreditToProtocolAccount(address account);

    /// @notice Thrown when somebody else would add an asset to an account that does not hold it yet.
    error AssetNotHeld(address account, uint16 assetId);

    /// @notice Thrown when a batch would call a contract that is not of the protocol.
    error InvalidBatchTarget(address target);

    /// @notice Thrown when anybody but `batchCaller` says whose batch it is.
    error NotBatchCaller(address caller);

    /// @notice Thrown when the ledger is entered in the middle of another's action.
    error LedgerReentered(address caller);

    /* LISTING */

    /// @notice Lists a token as an asset. For the GOVERNOR.
    /// @param assetId The oracle's id of the asset, not zero.
    /// @param token The ERC-20 token. Fee-on-transfer tokens are credited at what arrives.
    /// @dev Warning: a token must not be listed whose balances rebase (see `SharesAdapter`), which takes a fee from the payer beyond the amount,
    /// or which has a second address for the same balances: each would leave fewer tokens than the balances sum to. Nor
    /// while a record time of the token is still to come, which the ledger would miss.
    function listAsset(uint16 assetId, address token) external;

    /* LEDGER */

    /// @notice Takes `amount` tokens from the caller and credits what arrives to the account.
    /// @param account Any account the caller may act for; another's only if it holds the asset already and is not the
    /// protocol's.
    /// @param amount In token units.
    /// @return credited What arrived, in token units.
    function deposit(uint16 assetId, address account, uint256 amount) external returns (uint256 credited);

    /// @notice Like `deposit`, with the caller's ERC-2612 permit of `amount` to the ledger. A permit that fails is left
    /// out: somebody may have used it up already, and then the allowance is there.
    /// @param deadline Until when the permit is good, Unix seconds.
    /// @return credited What arrived, in token units.
    function depositWithPermit(
        uint16 assetId,
        address account,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external returns (uint256 credited);

    /// @notice Pays `amount` tokens out of the account. Of a stock token, a receiver who may not receive finds them in the
    /// token's escrow.
    /// @param receiver Not zero and not this ledger.
    /// @param amount In token units.
    function withdraw(uint16 assetId, address account, address receiver, uint256 amount) external;

    /// @notice Moves `amount` from one account to another. For who may act for `from`.
    /// @param to Any account the caller may act for; another's only if it holds the asset already and is not the
    /// protocol's.
    /// @param amount In token units.
    function transfer(uint16 assetId, address from, address to, uint256 amount) external;

    /// @notice Compares an asset's tokens with its balances. If tokens are missing, deposits, opens and borrowing of the
    /// asset stop, it counts as no collateral for new risk, and withdrawals pay each the same part; if they have come back,
    /// all that ends. For anyone.
    /// @return payoutFactor What a withdrawal pays, WAD.
    function recordShortfall(uint16 assetId) external returns (uint256 payoutFactor);

    /// @notice Lets an operator do everything for the account but name operators. For the account's owner alone.
    /// @param expiry Unix seconds, until which, exclusive, the operator may act; 0 dismisses it.
    function setOperator(address account, address operator, uint256 expiry) external;

    /// @notice Does several actions of the caller, all or none of them: of the ledger, and of protocol accounts, which
    /// the ledger's `batchCaller` calls in the caller's name. Not inside another batch.
    /// @return results What each call returned.
    function batch(Call[] calldata calls) external returns (bytes[] memory results);

    /// @notice The same for whoever sends a batch to `batchCaller`, which alone may say who that is.
    function batchOf(address sender, Call[] calldata calls) external returns (bytes[] memory results);

    /* VIEWS */

    /// @notice The balance of an account, what is locked of it included, in token units.
    function balanceOf(address account, uint16 assetId) external view returns (uint256);

    /// @notice What of a balance is locked, in token units.
    function lockedOf(address account, uint16 assetId) external view returns (uint256);

    /// @notice How many open positions keep the asset's place in the account's list.
    function pinsOf(address account, uint16 assetId) external view returns (uint256);

    /// @notice The assets in an account's list, at most 16: those it holds, and those that are pinned.
    function assetsOf(address account) external view returns (uint16[] memory);

    /// @notice The sum of all balances of an asset, in token units: never more than the tokens held.
    function totalBalance(uint16 assetId) external view returns (uint256);

    /// @notice What the ledger would take in of an asset now, in token units: none while deposits are paused or tokens are
    /// missing, up to the cap, or the largest number where there is none. Reverts with `UnlistedAsset`.
    function depositRoomOf(uint16 assetId) external view returns (uint256);

    /// @notice The token of an asset and its decimals. Reverts with `UnlistedAsset`.
    function assetOf(uint16 assetId) external view returns (address token, uint8 decimals);

    /// @notice What a withdrawal of an asset pays, WAD: less than 1e18 while tokens are missing.
    function payoutFactorOf(uint16 assetId) external view returns (uint256);

    /// @notice The id under which a token is listed, or zero.
    function assetIdOf(address token) external view returns (uint16);

    /// @notice Whether `caller` may act for `account`: its owner, an operator that has not expired, or, within a batch,
    /// `batchCaller` if whoever sent the batch may.
    function isAuthorised(address account, address caller) external view returns (bool);

    /// @notice Until when an operator may act for an account, Unix seconds; 0 if it was never named.
    function operatorExpiry(address account, address operator) external view returns (uint256);

    /// @notice Whose batch is running, or zero.
    function actor() external view returns (address);

    /// @notice The contract that calls protocol accounts for whoever sends a batch. It has no rights and no tokens of its
    /// own.
    function batchCaller() external view returns (address);

    /// @notice Whether the contract may move balances.
    function isModule(address module) external view returns (bool);

    /// @notice Whether the account is reserved for the protocol.
    function isProtocolAccount(address account) external view returns (bool);
}
