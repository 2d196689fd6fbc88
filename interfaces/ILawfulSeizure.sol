// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICollateralVault } from "./ICollateralVault.sol";
import { ICustodyRegistry } from "./ICustodyRegistry.sol";

/// @title ILawfulSeizure
/// @notice How stock tokens in the ledger are taken by order of a court. An issuer may force transfers from wallets, but
/// never from the ledger, where the tokens of many lie together. Here it orders from which account how much goes
/// to whom, and the governor, which is a timelock, executes exactly that order. Neither can do it alone.
/// @dev A module of the ledger. Amounts are raw tokens, times in Unix seconds.
interface ILawfulSeizure {
    /// @notice An issuer's order.
    /// @param token The stock token.
    /// @param orderedAt When it was given.
    /// @param account From which account of the ledger.
    /// @param receiver Who gets the tokens, in its wallet.
    /// @param amount Raw tokens.
    /// @param documentHash keccak256 of the court's order.
    struct SeizureOrder {
        address token;
        uint40 orderedAt;
        //
        address account;
        //
        address receiver;
        //
        uint256 amount;
        //
        bytes32 documentHash;
    }

    /* EVENTS */

    /// @notice Emitted when an issuer orders a seizure.
    event SeizureOrdered(
        uint256 indexed orderId,
        address indexed token,
        address indexed account,
        address receiver,
        uint256 amount,
        bytes32 documentHash
    );

    /// @notice Emitted when an issuer takes its order back.
    event SeizureCalledOff(uint256 indexed orderId);

    /// @notice Emitted when tokens are seized.
    event Seized(
        uint256 indexed orderId, address indexed token, address indexed account, address receiver, uint256 amount
    );

    /* ERRORS */

    /// @notice Thrown when the caller is not the issuer of the stock.
    error NotSeizingIssuer(address caller, address issuer);

    /// @notice Thrown when a stock token is not an asset of the ledger.
    error TokenNotInLedger(address token);

    /// @notice Thrown when tokens would be taken from an account of the protocol, which belongs to many.
    error ProtocolAccountProtected(address account);

    /// @notice Thrown when nothing would be seized, or for nobody.
    error SeizureIncomplete();

    /// @notice Thrown when there is no such order: none was given, it was called off, or it was executed.
    error SeizureNotOrdered(uint256 orderId);

    /// @notice Thrown when what is left would not cover the account's debts, as a withdrawal would have to leave it: USD WAD
    /// times bps, see `IRiskEngine`.
    error SeizureTakesCollateral(address account, uint256 collateral, uint256 debt);

    /// @notice Thrown when an order is too old to be executed.
    error SeizureOrderExpired(uint256 expiredAt);

    /* FUNCTIONS */

    /// @notice Orders a seizure. Only the issuer of the stock. An order can be executed for 90 days.
    /// @return orderId Number of the order, from 1.
    function order(address token, address account, address receiver, uint256 amount, bytes32 documentHash)
        external
        returns (uint256 orderId);

    /// @notice Takes an order back. Only the issuer of the stock.
    function callOff(uint256 orderId) external;

    /// @notice Executes an order, once: moves the account's tokens out of the ledger, to the receiver. What is locked in the
    /// account, as a pending deposit of a pool is, cannot be taken, nor what secures the account's debts. Restricted.
    function execute(uint256 orderId) external;

    /// @notice An order that waits to be executed. Reverts if there is none of that number.
    function orderOf(uint256 orderId) external view returns (SeizureOrder memory);

    /// @notice The custody registry.
    function registry() external view returns (ICustodyRegistry);

    /// @notice The ledger.
    function vault() external view returns (ICollateralVault);
}
