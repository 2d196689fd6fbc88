// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICustodyRegistry } from "./ICustodyRegistry.sol";

/// @title IMarketLimits
/// @notice How much the primary market may issue and redeem in how short a time. Each limit is a leaky bucket: at most its
/// size at once, and as much again every 24 hours.
/// @dev Of a token: what is issued, what is issued net of what is redeemed, and what is redeemed, in raw tokens (18
/// decimals). A token without limits cannot be issued, and is redeemed without limit. Over all tokens: what is issued, each
/// measured by its own limit, so that no price is needed: 10e18 is ten tokens' whole limits. A redemption in pieces of its
/// limit always passes in time, for the limit has a least size.
interface IMarketLimits {
    /* STRUCTS */

    /// @notice One limit and how much of it is in use.
    /// @param perDay The most at once, and what becomes free in 24 hours.
    /// @param used What is in use now.
    struct Limit {
        uint256 perDay;
        uint256 used;
    }

    /* EVENTS */

    /// @notice Emitted when the limits of issuing a token are set, raw tokens a day.
    event IssueLimitsSet(address indexed token, uint256 perDay, uint256 netPerDay);

    /// @notice Emitted when the limit of redeeming a token is set, raw tokens a day; 0 is none.
    event RedeemLimitSet(address indexed token, uint256 perDay);

    /// @notice Emitted when the limit of issuing over all tokens is set, in whole limits of a token (WAD) a day.
    event GlobalIssueLimitSet(uint256 perDay);

    /* ERRORS */

    /// @notice Thrown when a token would be issued too fast. Room is at `roomAt`, or never if that is the largest number:
    /// less at a time passes then.
    error IssueLimitExceeded(address token, uint256 raw, uint256 perDay, uint256 roomAt);

    /// @notice Thrown when more of a token would be issued than redeemed, too fast.
    error NetIssueLimitExceeded(address token, uint256 raw, uint256 netPerDay, uint256 roomAt);

    /// @notice Thrown when too many tokens would be issued at the same time, each by its own limit (WAD).
    error GlobalIssueLimitExceeded(uint256 tokenLimits, uint256 perDay, uint256 roomAt);

    /// @notice Thrown when a token would be redeemed too fast.
    error RedeemLimitExceeded(address token, uint256 raw, uint256 perDay, uint256 roomAt);

    /// @notice Thrown when a limit would be outside its bounds.
    error MarketLimitOutOfRange(uint256 perDay, uint256 least, uint256 most);

    /// @notice Thrown when a limit would be raised by more than allowed at once, or twice on one day (UTC).
    error MarketLimitRaisedTooFast(uint256 perDay, uint256 most, uint256 nextRaiseAt);

    /* FUNCTIONS */

    /// @notice Sets how fast a token may be issued. Lower at once; higher once a day, by a fifth or to a hundredth of the
    /// supply cap. Restricted.
    /// @param perDay Raw tokens a day, at most the supply cap.
    /// @param netPerDay Raw tokens a day beyond what is redeemed, at most `perDay`.
    function setIssueLimits(address token, uint256 perDay, uint256 netPerDay) external;

    /// @notice Sets how fast a token may be redeemed. Restricted.
    /// @param perDay Raw tokens a day: 0 for no limit, or at least a twentieth of the supply cap.
    function setRedeemLimit(address token, uint256 perDay) external;

    /// @notice Sets how fast all tokens together may be issued. Lower at once; higher once a day, by a fifth. Restricted.
    /// @param perDay Whole limits of a token a day, WAD: 1 to 1,000.
    function setGlobalIssueLimit(uint256 perDay) external;

    /// @notice The limits of a token, in raw tokens.
    function limitsOf(address token) external view returns (Limit memory issue, Limit memory netIssue, Limit memory redeem);

    /// @notice The limit over all tokens, in whole limits of a token, WAD.
    function globalIssueLimit() external view returns (Limit memory);

    /// @notice The custody registry.
    function registry() external view returns (ICustodyRegistry);
}
