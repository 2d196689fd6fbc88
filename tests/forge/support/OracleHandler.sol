// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ProtocolManager } from "../../../contracts/access/ProtocolManager.sol";
import { PriceSourceMock } from "../../../contracts/mocks/PriceSourceMock.sol";
import { PriceOracle } from "../../../contracts/oracle/PriceOracle.sol";
import { TradingCalendar } from "../../../contracts/oracle/TradingCalendar.sol";
import { IAggregatorV3 } from "../../../interfaces/IAggregatorV3.sol";
import { AssetConfig, PendingJump, SourceConfig } from "../../../interfaces/IOracleListing.sol";
import { Interval, Observation } from "../../../interfaces/IPriceOracle.sol";
import { Session } from "../../../interfaces/ITradingCalendar.sol";
import { check } from "./Checks.sol";
import { VM } from "./Vm.sol";

/// @notice A stock with sessions on weekdays and two feeds, one signed and one that pushes, and what they publish: moves,
/// wicks, the same again, late, from the future, nothing. `done` counts, for each action, how often it did what it is
/// called. What must hold after one action is checked there.
contract OracleHandler {
    uint16 private constant _STOCK = 1;
    uint16 private constant _CALENDAR = 1;
    bytes32 private constant _KEY = "TSLA";
    uint256 private constant _DRIFT_BPS = 192;
    uint256 private constant _FIRST_DAY = 19_936; // Thursday, 1 August 2024
    uint256 private constant _DAYS = 60;
    uint256 private constant _OPEN = 13 hours + 30 minutes;
    uint256 private constant _CLOSE = 20 hours;
    uint256 private constant _MAX_MOVE_BPS = 300;

    TradingCalendar public immutable CALENDAR;
    PriceOracle public immutable ORACLE;
    PriceSourceMock[2] private _sources;

    mapping(bytes4 action => uint256 count) public done;
    uint256 public time = _FIRST_DAY * 1 days + 15 hours;
    uint256 private _seenAt;

    constructor() {
        ProtocolManager manager = new ProtocolManager(address(this));
        CALENDAR = new TradingCalendar(address(manager));
        ORACLE = new PriceOracle(address(manager), CALENDAR, IAggregatorV3(address(0)));
        VM.warp(time - 1 days);
        _publishSessions();
        SourceConfig[] memory sources = new SourceConfig[](2);
        for (uint256 i; i < 2; ++i) {
            _sources[i] = new PriceSourceMock(i == 0);
            sources[i] = SourceConfig({
                source: _sources[i],
                key: _KEY,
                baseBps: i == 0 ? 10 : 70,
                deviationBps: i == 0 ? 0 : 50,
                maxAge: i == 0 ? 15 : 1 hours,
                maxConfidenceBps: 500,
                pricesShares: false
            });
        }
        ORACLE.listAsset(
            AssetConfig({ symbol: _KEY, calendarId: _CALENDAR, driftBps: uint16(_DRIFT_BPS), token: address(0) }),
            sources
        );
        _say(0, 200e18, 0, 0);
        _refresh();
    }

    /// @dev Publish times never go back, and an interval is ordered.
    modifier ordered() {
        _;
        Observation memory o = ORACLE.observationOf(_STOCK);
        uint256 newest = ORACLE.pendingOf(_STOCK).newestAt;
        uint256 seenAt = newest > o.observedAt ? newest : o.observedAt;
        check(seenAt >= _seenAt && seenAt <= time, "P2");
        _seenAt = seenAt;

        Interval memory interval = ORACLE.intervalOf(_STOCK);
        check(0 < interval.lo && interval.lo <= interval.mid && interval.mid <= interval.hi, "P1 order");
        check(interval.mid == o.mid, "P1 mid");
    }

    /// @notice A feed moves by up to 3 %, with a confidence, at a time up to 100 seconds away from now, and all is read.
    function move(uint256 feed, uint256 bps, uint256 confidence, uint256 lag) external ordered {
        ++time;
        uint256 mid = ORACLE.intervalOf(_STOCK).mid;
        uint256 price = mid * (10_000 - _MAX_MOVE_BPS + bps % (2 * _MAX_MOVE_BPS)) / 10_000;
        uint256 before = ORACLE.observationOf(_STOCK).observedAt;
        _say(feed % 2, price, price * (confidence % 600) / 10_000, int256(lag % 100) - 20);
        _refresh();
        if (ORACLE.observationOf(_STOCK).observedAt > before) ++done[msg.sig];
    }

    /// @notice P1: time passes and nobody publishes. The interval grows on both sides, and mid stays.
    function wait_(uint256 duration) external ordered {
        Interval memory before = ORACLE.intervalOf(_STOCK);
        time += duration % 3 == 0 ? duration % 3 days : duration % 20 minutes;
        VM.warp(time);
        Interval memory present = ORACLE.intervalOf(_STOCK);
        check(present.lo <= before.lo && present.hi >= before.hi && present.mid == before.mid, "P1");
        ++done[msg.sig];
    }

    /// @notice P3: one observation, by one feed, far outside the band. It moves no mid, and the interval takes it in.
    function wick(uint256 feed, uint256 percent, bool isUp) external ordered {
        _openAgain();
        if (ORACLE.pendingOf(_STOCK).firstAt != 0) return;
        Interval memory before = ORACLE.intervalOf(_STOCK);
        uint256 elapsed = time - ORACLE.observationOf(_STOCK).observedAt;
        percent = 2 + percent % 60;
        if (percent * 100 <= 4 * _DRIFT_BPS * (_sqrt(elapsed * 1e4 / 1 hours) + 1) / 100) return;
        uint256 price = before.mid * (isUp ? 100 + percent : 100 - percent) / 100;
        _silence();
        _say(feed % 2, price, 0, 0);
        _refresh();

        Interval memory present = ORACLE.intervalOf(_STOCK);
        check(present.mid == before.mid, "P3");
        check(isUp ? present.hi >= price : present.lo <= price, "P3 hull");
        if (ORACLE.pendingOf(_STOCK).price == price) ++done[msg.sig];
    }

    /// @notice What is pending is said again, early or late enough to be believed.
    function confirm(uint256 delay) external ordered {
        PendingJump memory jump = ORACLE.pendingOf(_STOCK);
        if (jump.firstAt == 0) return;
        time += delay % 240;
        _say(0, jump.price, 0, 0);
        _refresh();
        if (ORACLE.intervalOf(_STOCK).mid == jump.price) ++done[msg.sig];
    }

    /// @notice P4: after the close both feeds say what they said last, and then again and again. Nothing narrows.
    function restamp(uint256 duration) external ordered {
        if (CALENDAR.isOpen(_CALENDAR, time)) time = time / 1 days * 1 days + _CLOSE;
        ++time;
        _sayAgain();
        Interval memory before = ORACLE.intervalOf(_STOCK);
        (uint256 session,,) = CALENDAR.lastSession(_CALENDAR, time);

        time += duration % 10 hours;
        (uint256 laterSession,,) = CALENDAR.lastSession(_CALENDAR, time);
        if (laterSession != session) return;
        _sayAgain();

        Interval memory present = ORACLE.intervalOf(_STOCK);
        check(present.lo <= before.lo && present.hi >= before.hi && present.mid == before.mid, "P4");
        ++done[msg.sig];
    }

    /// @notice A feed answers nothing for a while.
    function fail(uint256 feed) external ordered {
        ++time;
        _sources[feed % 2].setFailure(PriceSourceMock.Failure.Revert);
        _refresh();
        _sources[feed % 2].setFailure(PriceSourceMock.Failure.None);
        ++done[msg.sig];
    }

    /* INTERNAL */

    /// @dev The next moment of a session at which observations count, with a price of that session.
    function _openAgain() private {
        ++time;
        while (!CALENDAR.isOpen(_CALENDAR, time) || !CALENDAR.isOpen(_CALENDAR, time - 61)) {
            uint256 opensAt = time / 1 days * 1 days + _OPEN + 61;
            time = opensAt > time ? opensAt : opensAt + 1 days;
            if (time / 1 days >= _FIRST_DAY + _DAYS) return;
        }
    }

    /// @dev The other feed has nothing new to say.
    function _silence() private {
        for (uint256 i; i < 2; ++i) {
            _sources[i].set(_KEY, 0, 0, 0);
        }
    }

    function _say(uint256 feed, uint256 price, uint256 confidence, int256 lag) private {
        _sources[feed].set(_KEY, price, confidence, uint256(int256(time) - lag));
    }

    function _sayAgain() private {
        for (uint256 i; i < 2; ++i) {
            (uint256 price, uint256 confidence,) = _sources[i].read(_KEY);
            _say(i, price, confidence, 0);
        }
        _refresh();
    }

    function _refresh() private {
        VM.warp(time);
        uint16[] memory assetIds = new uint16[](1);
        assetIds[0] = _STOCK;
        ORACLE.refresh(assetIds, new bytes[](0));
    }

    function _publishSessions() private {
        Session[] memory sessions = new Session[](_DAYS);
        for (uint256 i; i < _DAYS; ++i) {
            // The first day is a Thursday.
            if ((i + 3) % 7 < 5) {
                (uint16 open, uint16 close) = (uint16(_OPEN / 1 minutes), uint16(_CLOSE / 1 minutes));
                sessions[i] = Session(open, open, close, close);
            }
        }
        CALENDAR.publish(_CALENDAR, _FIRST_DAY, sessions);
    }

    function _sqrt(uint256 x) private pure returns (uint256 root) {
        while ((root + 1) * (root + 1) <= x) ++root;
    }
}
