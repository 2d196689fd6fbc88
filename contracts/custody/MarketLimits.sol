// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";
import { ICustodyRegistry } from "../../interfaces/ICustodyRegistry.sol";
import { IMarketLimits } from "../../interfaces/IMarketLimits.sol";
import { LeakyBucket } from "../libraries/LeakyBucket.sol";

/// @title MarketLimits
/// @notice The part of the primary market that knows how fast it may issue and redeem. See `IMarketLimits`.
abstract contract MarketLimits is IMarketLimits, AccessManaged {
    using FixedPointMathLib for uint256;
    using LeakyBucket for LeakyBucket.Bucket;

    uint256 private constant _WAD = 1e18;
    uint256 private constant _FIRST_GLOBAL_LIMIT = 10e18;
    uint256 private constant _LEAST_GLOBAL_LIMIT = 1e18;
    uint256 private constant _MOST_GLOBAL_LIMIT = 1000e18;

    /// @dev The whole supply cap can leave within so many days.
    uint256 private constant _MOST_EXIT_DAYS = 20;

    /// @dev A limit that was lowered to nothing can come back to this part of the supply cap in one step.
    uint256 private constant _RESTART_DIVISOR = 100;

    /// @inheritdoc IMarketLimits
    ICustodyRegistry public immutable registry;

    /* STORAGE */

    struct TokenLimits {
        LeakyBucket.Bucket issue; // raw tokens
        LeakyBucket.Bucket netIssue; // raw tokens
        LeakyBucket.Bucket redeem; // raw tokens
    }

    mapping(address token => TokenLimits) private _limits;
    LeakyBucket.Bucket private _globalIssue; // whole limits of a token, WAD

    constructor(address authority, ICustodyRegistry registry_) AccessManaged(authority) {
        registry = registry_;
        _globalIssue.resize(_FIRST_GLOBAL_LIMIT);
    }

    /* RISK */

    /// @inheritdoc IMarketLimits
    function setIssueLimits(address token, uint256 perDay, uint256 netPerDay) external restricted {
        TokenLimits storage limits = _limits[token];
        uint256 supplyCap = FixedPointMathLib.min(registry.stockOf(token).supplyCap, type(uint96).max);

        require(perDay <= supplyCap, MarketLimitOutOfRange(perDay, 0, supplyCap));
        require(netPerDay <= perDay, MarketLimitOutOfRange(netPerDay, 0, perDay));

        _resize(limits.issue, perDay, supplyCap / _RESTART_DIVISOR);
        _resize(limits.netIssue, netPerDay, supplyCap / _RESTART_DIVISOR);
        emit IssueLimitsSet(token, perDay, netPerDay);
    }

    /// @inheritdoc IMarketLimits
    function setRedeemLimit(address token, uint256 perDay) external restricted {
        uint256 least = registry.stockOf(token).supplyCap / _MOST_EXIT_DAYS;

        require(
            perDay == 0 || (perDay >= least && perDay <= type(uint96).max),
            MarketLimitOutOfRange(perDay, least, type(uint96).max)
        );

        _limits[token].redeem.resize(perDay);
        emit RedeemLimitSet(token, perDay);
    }

    /// @inheritdoc IMarketLimits
    function setGlobalIssueLimit(uint256 perDay) external restricted {
        require(
            perDay >= _LEAST_GLOBAL_LIMIT && perDay <= _MOST_GLOBAL_LIMIT,
            MarketLimitOutOfRange(perDay, _LEAST_GLOBAL_LIMIT, _MOST_GLOBAL_LIMIT)
        );

        _resize(_globalIssue, perDay, 0);
        emit GlobalIssueLimitSet(perDay);
    }

    /* VIEWS */

    /// @inheritdoc IMarketLimits
    function limitsOf(address token)
        external
        view
        returns (Limit memory issue, Limit memory netIssue, Limit memory redeem)
    {
        TokenLimits storage limits = _limits[token];
        return (_limitOf(limits.issue), _limitOf(limits.netIssue), _limitOf(limits.redeem));
    }

    /// @inheritdoc IMarketLimits
    function globalIssueLimit() external view returns (Limit memory) {
        return _limitOf(_globalIssue);
    }

    /* INTERNAL */

    /// @dev For `raw` tokens that have come into being.
    function _countIssue(address token, uint256 raw) internal {
        TokenLimits storage limits = _limits[token];

        (uint256 roomAt, uint256 perDay) = limits.issue.fill(raw);
        require(roomAt <= block.timestamp, IssueLimitExceeded(token, raw, perDay, roomAt));

        // Not by zero: nothing would have had room above.
        uint256 tokenLimits = raw.fullMulDivUp(_WAD, perDay);
        (roomAt, perDay) = _globalIssue.fill(tokenLimits);
        require(roomAt <= block.timestamp, GlobalIssueLimitExceeded(tokenLimits, perDay, roomAt));

        (roomAt, perDay) = limits.netIssue.fill(raw);
        require(roomAt <= block.timestamp, NetIssueLimitExceeded(token, raw, perDay, roomAt));
    }

    /// @dev For `raw` tokens that cease to be.
    function _countRedeem(address token, uint256 raw) internal {
        TokenLimits storage limits = _limits[token];

        limits.netIssue.drain(raw);
        if (limits.redeem.capacity == 0) return;

        (uint256 roomAt, uint256 perDay) = limits.redeem.fill(raw);
        require(roomAt <= block.timestamp, RedeemLimitExceeded(token, raw, perDay, roomAt));
    }

    /// @dev The first limit is free, within its bounds. `restart` is what any limit may be raised to.
    function _resize(LeakyBucket.Bucket storage bucket, uint256 perDay, uint256 restart) private {
        LeakyBucket.Bucket memory current = bucket;

        if (perDay > current.capacity && current.raisedOn != 0) {
            uint256 most = (uint256(current.capacity) * 6 / 5).max(restart);
            uint256 nextRaiseAt = (uint256(current.raisedOn) + 1) * 1 days;
            require(
                perDay <= most && block.timestamp >= nextRaiseAt, MarketLimitRaisedTooFast(perDay, most, nextRaiseAt)
            );
        }

        bucket.resize(perDay);
    }

    function _limitOf(LeakyBucket.Bucket memory bucket) private view returns (Limit memory) {
        return Limit({ perDay: bucket.capacity, used: bucket.levelNow() });
    }
}
