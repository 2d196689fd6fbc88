// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The ledger, for the contracts of the protocol
/// @notice What options, pools and corporate actions do with the balances of others. A *module* may move any balance; a
/// *protocol account* is a module, or a contract that a module has registered, such as an option pool.
/// @dev Amounts are in token units, times in Unix seconds. Modules answer for the right of whoever asks them: they check
/// `ICollateralVault.isAuthorised(account, msg.sender)` where the owner has to agree.
interface ILedgerModules {
    /* EVENTS */

    /// @notice Emitted when a contract of the protocol is allowed to move balances.
    event ModuleAdded(address indexed module);

    /// @notice Emitted when an account is reserved for the protocol, so that nobody can credit it from outside.
    event ProtocolAccountRegistered(address indexed account);

    /// @notice Emitted when a balance moves inside the ledger. `amount` is in token units.
    event Transferred(uint16 indexed assetId, address indexed from, address indexed to, uint256 amount);

    /// @notice Emitted when a part of a balance is locked, by `holder`. `amount` is in token units.
    event Locked(uint16 indexed assetId, address indexed account, address indexed holder, uint256 amount);

    /// @notice Emitted when a locked part of a balance is let go, by `holder`. `amount` is in token units.
    event Unlocked(uint16 indexed assetId, address indexed account, address indexed holder, uint256 amount);

    /// @notice Emitted when a record time is set: balances at the end of the block before it count.
    event LedgerRecordScheduled(uint16 indexed assetId, uint256 indexed epoch, uint256 recordAt);

    /// @notice Emitted when a record time is called off before it came.
    event LedgerRecordCancelled(uint16 indexed assetId, uint256 indexed epoch);

    /* ERRORS */

    /// @notice Thrown when there is no contract at the address of a module: whoever got there later could move any
    /// balance.
    error ModuleWithoutCode(address module);

    /// @notice Thrown when the caller is not a module.
    error NotModule(address caller);

    /// @notice Thrown when the caller is not a protocol account.
    error NotProtocolAccount(address caller);

    /// @notice Thrown when an account holds less that may leave it than what is to leave it, both in token units.
    error InsufficientAccountBalance(address account, uint16 assetId, uint256 unlocked, uint256 needed);

    /// @notice Thrown when more is to be unlocked or taken than is locked, both in token units.
    error InsufficientLocked(address account, uint16 assetId, uint256 locked, uint256 needed);

    /// @notice Thrown when no position is left that an asset would be kept for.
    error NotPinned(address account, uint16 assetId);

    /// @notice Thrown when an account would hold more assets than its list has places.
    error AssetListFull(address account, uint256 capacity);

    /* MODULES */

    /// @notice Allows a contract of the protocol to move balances, for good. For the GOVERNOR.
    /// @dev Warning: a module can move any balance. It cannot be removed, because positions and pools settle by it.
    function addModule(address module) external;

    /// @notice Reserves the account for the protocol. For modules.
    function registerProtocolAccount(address account) external;

    /// @notice Moves `amount` of what is not locked from any account to any other. For modules. It never fails for lack of
    /// a place in the receiver's list: what finds none is the receiver's all the same, but no collateral.
    /// @param amount In token units; zero does nothing.
    function move(uint16 assetId, address from, address to, uint256 amount) external;

    /// @notice Like `move`, with a second payment out of the same account: what a pool pays for closing, and the fee on it.
    /// @param amount In token units; zero does nothing.
    /// @param fee In token units; zero does nothing.
    /// @param unpins Whether a pin of `to` ends with it, as by `unpin`.
    function moveWithFee(
        uint16 assetId,
        address from,
        address to,
        uint256 amount,
        address feeTo,
        uint256 fee,
        bool unpins
    ) external;

    /// @notice Pays `amount` to `to` and `fee` to `feeTo`, on the order of the owner of the account. For modules. Reverts
    /// with `InsufficientAccountBalance` if the account lacks it.
    /// @param amount In token units.
    /// @param fee In token units.
    /// @param pins Whether the account's asset is pinned with it, as by `pin`.
    function charge(
        uint16 assetId,
        address account,
        address to,
        uint256 amount,
        address feeTo,
        uint256 fee,
        bool pins
    ) external;

    /// @notice Pays up to `amount` of what the account has unlocked to `to`, less the reward of whoever collects it. For
    /// modules. It never reverts for lack of money.
    /// @param amount In token units.
    /// @param rewardTo Who gets the reward; nobody if zero.
    /// @param rewardBps The reward's part of what is collected, at most 1e4; rounded down.
    /// @return collected What was taken, the reward included, in token units.
    function collect(
        uint16 assetId,
        address account,
        address to,
        uint256 amount,
        address rewardTo,
        uint256 rewardBps
    ) external returns (uint256 collected);

    /* LOCKS AND PINS */

    /// @notice Locks `amount` of the account: it stays the owner's at a record time, but can neither leave the account nor
    /// count as collateral. For protocol accounts, when the owner agrees.
    /// @param amount In token units.
    function lock(uint16 assetId, address account, uint256 amount) external;

    /// @notice Lets `amount` go that was locked. For protocol accounts: each counts what it has locked.
    /// @param amount In token units.
    function unlock(uint16 assetId, address account, uint256 amount) external;

    /// @notice Moves `amount` that was locked to the account of the caller. For protocol accounts.
    /// @param amount In token units.
    function takeLocked(uint16 assetId, address account, uint256 amount) external;

    /// @notice Gives the asset a place in the account's list that it keeps without a balance: an open position's payout
    /// must find it. For modules, on the order of the account's owner. Reverts with `AssetListFull`.
    function pin(uint16 assetId, address account) external;

    /// @notice Ends one pin. For modules. It never fails while there is a pin.
    function unpin(uint16 assetId, address account) external;

    /* RECORD TIMES */

    /// @notice Sets the next record time of an asset. For corporate actions; one at a time.
    /// @dev Warning: the number equals that of the token's own record only if each record of the token since its listing
    /// here was scheduled here too.
    /// @param recordAt Unix seconds, later than now.
    /// @return epoch The number of the record, from 1.
    function scheduleRecord(uint16 assetId, uint256 recordAt) external returns (uint256 epoch);

    /// @notice Calls off a record time that has not come. Its number is not used again. For corporate actions.
    function cancelRecord(uint16 assetId) external;

    /// @notice How many record times of an asset have passed.
    function recordEpoch(uint16 assetId) external view returns (uint256);

    /// @notice What an account held at a record time, in token units, what was locked of it included.
    function balanceAtRecord(address account, uint16 assetId, uint256 epoch) external view returns (uint256);
}
