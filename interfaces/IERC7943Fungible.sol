// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC165 } from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title IERC7943Fungible
/// @notice ERC-7943: who may send and receive a regulated token, what is frozen, and transfers by order of a court.
/// @dev Amounts in raw token units. The interface id is 0x3edbb4c4.
interface IERC7943Fungible is IERC165 {
    /// @notice Emitted when tokens are moved without their holder's consent.
    event ForcedTransfer(address indexed from, address indexed to, uint256 amount);

    /// @notice Emitted when the frozen amount of an account is set to `amount`.
    event Frozen(address indexed account, uint256 amount);

    /// @notice Thrown when an account may not send.
    error ERC7943CannotSend(address account);

    /// @notice Thrown when an account may not receive.
    error ERC7943CannotReceive(address account);

    /// @notice Thrown when a transfer is against a rule that neither of its accounts breaks by itself.
    error ERC7943CannotTransfer(address from, address to, uint256 amount);

    /// @notice Thrown when a balance would suffice, but not its unfrozen part.
    error ERC7943InsufficientUnfrozenBalance(address account, uint256 amount, uint256 unfrozen);

    /// @notice Moves tokens without their holder's consent, frozen ones too. Restricted.
    function forcedTransfer(address from, address to, uint256 amount) external returns (bool result);

    /// @notice Sets the frozen amount of an account; it may exceed the balance. Restricted.
    function setFrozenTokens(address account, uint256 amount) external returns (bool result);

    /// @notice Whether an account may send.
    function canSend(address account) external view returns (bool allowed);

    /// @notice Whether an account may receive.
    function canReceive(address account) external view returns (bool allowed);

    /// @notice The frozen amount of an account, which may exceed its balance.
    function getFrozenTokens(address account) external view returns (uint256 amount);

    /// @notice Whether the rules allow a transfer. Says nothing about balance and allowance.
    function canTransfer(address from, address to, uint256 amount) external view returns (bool allowed);
}
