// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ERC-7540 operators
interface IERC7540Operator {
    /// @notice Emitted when `controller` lets `operator` manage his requests, or no longer.
    event OperatorSet(address indexed controller, address indexed operator, bool approved);

    /// @notice Lets `operator` manage the requests, tokens and shares of the caller, or no longer.
    /// @return success Always true.
    function setOperator(address operator, bool approved) external returns (bool success);

    /// @notice Whether `operator` may manage the requests of `controller`.
    function isOperator(address controller, address operator) external view returns (bool status);
}

/// @title ERC-7540 asynchronous deposits
interface IERC7540Deposit {
    /// @notice Emitted when `assets` of `owner` wait to be deposited for `controller`.
    event DepositRequest(
        address indexed controller, address indexed owner, uint256 indexed requestId, address sender, uint256 assets
    );

    /// @notice Takes `assets` from the wallet of `owner` to be deposited for `controller`.
    function requestDeposit(uint256 assets, address controller, address owner) external returns (uint256 requestId);

    /// @notice Claims the shares of `assets` that have been deposited for `controller`.
    function deposit(uint256 assets, address receiver, address controller) external returns (uint256 shares);

    /// @notice Claims `shares` of what has been deposited for `controller`.
    function mint(uint256 shares, address receiver, address controller) external returns (uint256 assets);

    /// @notice The assets that wait to be deposited for `controller`.
    function pendingDepositRequest(uint256 requestId, address controller) external view returns (uint256 assets);

    /// @notice The assets that have been deposited for `controller` and not claimed.
    function claimableDepositRequest(uint256 requestId, address controller) external view returns (uint256 assets);
}

/// @title ERC-7540 asynchronous redemptions
interface IERC7540Redeem {
    /// @notice Emitted when `shares` of `owner` wait to be redeemed for `controller`.
    event RedeemRequest(
        address indexed controller, address indexed owner, uint256 indexed requestId, address sender, uint256 shares
    );

    /// @notice Takes `shares` of `owner` to be redeemed for `controller`.
    function requestRedeem(uint256 shares, address controller, address owner) external returns (uint256 requestId);

    /// @notice The shares that wait to be redeemed for `controller`.
    function pendingRedeemRequest(uint256 requestId, address controller) external view returns (uint256 shares);

    /// @notice The shares that have been redeemed for `controller` and not claimed.
    function claimableRedeemRequest(uint256 requestId, address controller) external view returns (uint256 shares);
}
