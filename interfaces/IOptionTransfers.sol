// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IOptionEvents } from "./IOptionEvents.sol";

/// @title Moving positions between accounts
/// @notice From one account of an owner to another, or to an account that takes what it was offered.
interface IOptionTransfers is IOptionEvents {
    /// @notice Lets another account take up to `size` of a position, with the funding due on it. For the owner of `from`.
    /// It replaces an earlier offer; zero withdraws it.
    function offerPosition(address from, address to, uint32 seriesId, uint256 size) external;

    /// @notice Moves `size` of a position to an account, with the funding due on it. For whoever may act for `to`, and
    /// may act for `from` as well or has an offer from it. An account in debt must be healthy without it.
    function movePosition(address from, address to, uint32 seriesId, uint256 size) external;

    /// @notice Takes a whole position over for as much as it can ever pay, which no holder can do better than: so no worthless
    /// position keeps its series' place in a pool. The funding due goes with it. For whoever may act for `to`. An account in
    /// debt must be healthy without it.
    /// @return paid From `to` to `from`, in units of the settlement token.
    function takeOver(address from, address to, uint32 seriesId) external returns (uint256 paid);

    /// @notice How much of a position `to` may take.
    function offerOf(address from, address to, uint32 seriesId) external view returns (uint256 size);
}
