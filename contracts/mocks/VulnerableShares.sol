// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title VulnerableShares
/// @notice A pool that writes one option at a constant value, for showing an attack. Units are WAD; there is one actor,
/// whose money is `wealth`.
/// @dev What it lacks: a bid and a share price that do not depend on how much is locked. It buys, sells and values its
/// shares at one price, which rises with the part of the cash that is locked; and shares come and go in between.
contract VulnerableShares {
    uint256 private constant WAD = 1e18;

    uint256 public immutable VALUE;
    uint256 public immutable MAX_PAYOFF;
    uint256 public immutable SLOPE; // WAD

    int256 public wealth; // the actor's, from zero
    uint256 public cash;
    uint256 public supply;
    uint256 public shares; // the actor's
    uint256 public size; // the actor's options, all that there are

    constructor(uint256 cash_, uint256 value, uint256 maxPayoff, uint256 slope) {
        (cash, supply, VALUE, MAX_PAYOFF, SLOPE) = (cash_, cash_, value, maxPayoff, slope);
    }

    function deposit(uint256 assets) external {
        uint256 bought = assets * supply / netAssetValue();
        shares += bought;
        supply += bought;
        _receive(assets);
    }

    function redeem(uint256 amount) external {
        uint256 assets = amount * netAssetValue() / supply;
        shares -= amount;
        supply -= amount;
        _pay(assets);
    }

    function open(uint256 amount) external {
        uint256 cost = amount * price() / WAD;
        size += amount;
        _receive(cost);
    }

    function close(uint256 amount) external {
        uint256 payout = amount * price() / WAD;
        size -= amount;
        _pay(payout);
    }

    /// @notice The one price: value * (1 + slope * utilisation^2), at most the maximum payoff.
    function price() public view returns (uint256) {
        uint256 used = size * MAX_PAYOFF / cash;
        uint256 skewed = VALUE + VALUE * (SLOPE * used / WAD * used / WAD) / WAD;
        return skewed < MAX_PAYOFF ? skewed : MAX_PAYOFF;
    }

    function netAssetValue() public view returns (uint256) {
        return cash - size * price() / WAD;
    }

    function _receive(uint256 amount) private {
        cash += amount;
        wealth -= int256(amount);
    }

    /// @dev It does keep its options covered.
    function _pay(uint256 amount) private {
        cash -= amount;
        wealth += int256(amount);
        require(size * MAX_PAYOFF / WAD <= cash, "cover");
    }
}
