// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Call } from "./ICollateralVault.sol";
import { IPriceOracle } from "./IPriceOracle.sol";

/// @title Batches at new prices
/// @notice Calls other contracts for whoever sends a batch. If the ledger called them itself, its own rights and tokens
/// could be ordered about by anybody; this contract has none.
interface IBatchCaller {
    /// @notice Thrown when anybody but the ledger makes it call.
    error NotBatching(address caller);

    /// @notice The ledger whose batches it serves.
    function LEDGER() external view returns (address);

    /// @notice Brings new prices into an oracle and then does a batch of the caller's, all or nothing: a trade needs prices
    /// that are seconds old, and so they come in the same transaction.
    /// @param oracle Named by the caller, as this contract may act for nobody while no batch runs.
    /// @param assetIds Listed assets whose sources are read.
    /// @param updateData Signed updates for the sources; their fee is paid from the value sent, the rest comes back.
    /// @param calls As for `ICollateralVault.batch`.
    /// @return results What each call returned.
    function batchAtPrices(
        IPriceOracle oracle,
        uint16[] calldata assetIds,
        bytes[] calldata updateData,
        Call[] calldata calls
    ) external payable returns (bytes[] memory results);

    /// @notice Calls `target` and hands on what it returns or reverts with. For the ledger.
    function forward(address target, bytes calldata data) external returns (bytes memory);
}
