// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IShareMultiplier } from "../../interfaces/IShareMultiplier.sol";
import { IVulnerablePrice } from "./VulnerableLender.sol";

/// @title VulnerableGuardedPrice
/// @notice The last price that was posted between two bounds.
/// @dev What it lacks: age. A price outside the bounds is not believed, and the one before it stays true.
contract VulnerableGuardedPrice is IVulnerablePrice {
    uint256 public immutable LOWEST;
    uint256 public immutable HIGHEST;

    uint256 public override price;

    constructor(uint256 lowest, uint256 highest) {
        (LOWEST, HIGHEST) = (lowest, highest);
    }

    function post(uint256 price_) external {
        if (price_ >= LOWEST && price_ <= HIGHEST) price = price_;
    }
}

    /// @title VulnerableMultipliedPrice
    /// @notice The price of a token as that of a share, times the shares per token.
    /// @dev What it lacks: that both are of the same moment. A split takes effect in the token before the next price comes.
    contract VulnerableMultipliedPrice is IVulnerablePrice {
        IShareMultiplier public immutable TOKEN;

        uint256 public sharePrice;

        constructor(IShareMultiplier token) {
            TOKEN = token;
        }

        function post(uint256 sharePrice_) external {
            sharePrice = sharePrice_;
        }

        function price() external view override returns (uint256) {
            return TOKEN.multiplier() * sharePrice / 1e18;
        }
    }

    /// @title VulnerableWrapper
    /// @notice A wrapper with its own rate: the tokens that it has at this moment for each of its shares.
    /// @dev What it lacks: a rate that outlasts a transaction. Whoever gives it tokens that it has not booked can take them
    /// back.
    contract VulnerableWrapper is IVulnerablePrice {
        uint256 public shares;
        uint256 public booked;
        uint256 public held;

        constructor(uint256 shares_, uint256 held_) {
            (shares, booked, held) = (shares_, held_, held_);
        }

        function give(uint256 amount) external {
            held += amount;
        }

        function takeBack() external returns (uint256 amount) {
            amount = held - booked;
            held = booked;
        }

        function price() external view override returns (uint256) {
            return held * 1e18 / shares;
        }
    }
