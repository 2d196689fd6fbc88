// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The one ledger
/// @notice Holds every token of the protocol. Traders, option pools and fee accounts are all accounts in it, and
/// settlement moves a balance from one account to another: for every asset the balances sum to `totalBalance`, which
/// never exceeds the tokens held.
/// @dev An account is an address. The owner of `account` is whoever shares its upper 19 bytes, so that every address
/// owns the 256 isolated sub-accounts `owner XOR 0..255` without registering any.
interface ICollateralVault {
    /* EVENTS */

    /// @notice Emitted when a token becomes the asset `assetId`.
    event AssetListed(uint16 indexed assetId, address indexed token, uint8 decimals);

    /// @notice Emitted when a contract of the protocol is allowed to move balances.
    event ModuleAdded(address indexed module);

    /// @notice Emitted when an account is reserved for the protocol, so that nobody can credit it from outside.
    event ProtocolAccountRegistered(address indexed account);

    /// @notice Emitted when tokens come in. `amount` is what arrived, in token units.
    event Deposited(uint16 indexed assetId, address indexed account, address indexed payer, uint256 amount);

    /// @notice Emitted when tokens go out. `amount` is in token units.
    event Withdrawn(uint16 indexed assetId, address indexed account, address indexed receiver, uint256 amount);

    /// @notice Emitted when a balance moves inside the ledger. `amount` is in token units.
    event Transferred(uint16 indexed assetId, address indexed from, address indexed to, uint256 amount);

    /* ERRORS */

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

    /// @notice Thrown when there is no contract at the address of a module: whoever got there later could move any
    /// balance.
    error ModuleWithoutCode(address module);

    /// @notice Thrown when the caller does not own the account.
    error NotAuthorised(address account, address caller);

    /// @notice Thrown when an account holds less than what is to leave it, both in token units.
    error InsufficientAccountBalance(address account, uint16 assetId, uint256 balance, uint256 needed);

    /// @notice Thrown when the receiving account belongs to nobody (its upper 19 bytes are zero).
    error InvalidAccount(address account);

    /// @notice Thrown when tokens would leave the ledger to the zero address or back to the ledger itself.
    error InvalidWithdrawalReceiver(address receiver);

    /// @notice Thrown when an outsider would credit an account of the protocol, which would change a share price.
    error CreditToProtocolAccount(address account);

    /// @notice Thrown when somebody else would add an asset to an account that does not hold it yet.
    error AssetNotHeld(address account, uint16 assetId);

    /// @notice Thrown when the caller is not a contract of the protocol.
    error NotModule(address caller);

    /* LISTING */

    /// @notice Lists a token as an asset. For the GOVERNOR.
    /// @param assetId The oracle's id of the asset, not zero.
    /// @param token The ERC-20 token. Fee-on-transfer tokens are credited at what arrives.
    /// @dev Warning: a token must not be listed whose balances rebase, which takes a fee from the payer beyond the amount,
    /// or which has a second address for the same balances: each would leave fewer tokens than the balances sum to.
    function listAsset(uint16 assetId, address token) external;

    /// @notice Allows a contract of the protocol to move balances, for good. For the GOVERNOR.
    /// @dev Warning: a module can move any balance. It cannot be removed, because positions and pools settle by it.
    function addModule(address module) external;

    /// @notice Reserves the account for the protocol. For modules.
    function registerProtocolAccount(address account) external;

    /* LEDGER */

    /// @notice Takes `amount` tokens from the caller and credits what arrives to the account.
    /// @param account Any account of the caller; another's only if it holds the asset already and is not the protocol's.
    /// @param amount In token units.
    /// @return credited What arrived, in token units.
    function deposit(uint16 assetId, address account, uint256 amount) external returns (uint256 credited);

    /// @notice Pays `amount` tokens out of the account. For its owner.
    /// @param receiver Not zero and not this ledger.
    /// @param amount In token units.
    function withdraw(uint16 assetId, address account, address receiver, uint256 amount) external;

    /// @notice Moves `amount` from one account to another. For the owner of `from`.
    /// @param to Any account of the caller; another's only if it holds the asset already and is not the protocol's.
    /// @param amount In token units.
    function transfer(uint16 assetId, address from, address to, uint256 amount) external;

    /// @notice Moves `amount` from any account to any other. For modules.
    /// @param amount In token units; zero does nothing.
    function move(uint16 assetId, address from, address to, uint256 amount) external;

    /* VIEWS */

    /// @notice The balance of an account, in token units.
    function balanceOf(address account, uint16 assetId) external view returns (uint256);

    /// @notice The sum of all balances of an asset, in token units: never more than the tokens held.
    function totalBalance(uint16 assetId) external view returns (uint256);

    /// @notice The token of an asset and its decimals. Reverts with `UnlistedAsset`.
    function assetOf(uint16 assetId) external view returns (address token, uint8 decimals);

    /// @notice The id under which a token is listed, or zero.
    function assetIdOf(address token) external view returns (uint16);

    /// @notice Whether `caller` may act for `account`.
    function isAuthorised(address account, address caller) external view returns (bool);

    /// @notice Whether the contract may move balances.
    function isModule(address module) external view returns (bool);

    /// @notice Whether the account is reserved for the protocol.
    function isProtocolAccount(address account) external view returns (bool);
}
