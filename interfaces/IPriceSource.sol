// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IPriceSource
/// @notice One kind of price feed behind one interface. A source only translates; `PriceOracle` judges what it answers.
interface IPriceSource {
    /// @notice Whether prices are signed off chain and brought by whoever needs them, so that a fresh one is always at
    /// hand. False for feeds that push an update on a deviation or a heartbeat.
    function isSigned() external view returns (bool);

    /// @notice Brings signed updates to the feed. Takes exactly `updateFee`.
    function update(bytes[] calldata updateData) external payable;

    /// @notice Wei that `update` costs for this data.
    function updateFee(bytes[] calldata updateData) external view returns (uint256);

    /// @notice The feed's latest price. May revert; must not be trusted.
    /// @param key The feed's own id.
    /// @return priceWad USD per unit, WAD.
    /// @return confidenceWad The feed's own uncertainty, plus or minus, WAD.
    /// @return publishedAt When the feed published it, Unix seconds.
    function read(bytes32 key) external view returns (uint256 priceWad, uint256 confidenceWad, uint256 publishedAt);
}
