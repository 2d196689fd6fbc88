// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Session } from "../../interfaces/ITradingCalendar.sol";
import { AssetAmount, AssetAmounts } from "../../contracts/libraries/AssetAmount.sol";
import { InitialFactors } from "../../contracts/libraries/InitialFactors.sol";
import { SeriesIds } from "../../contracts/libraries/SeriesIds.sol";
import { SessionWord } from "../../contracts/libraries/SessionWord.sol";
import { StrikeGrid } from "../../contracts/libraries/StrikeGrid.sol";

/// @notice The smaller packed words: what was packed comes back, and a part that is replaced leaves the others as they were.
contract WordsProof {
    uint256 private constant MAX_MINUTE = 2 ** 12 - 1;
    uint256 private constant LANE_BITS = 42;

    function check_AnAmountComesBack(uint16 assetId, uint240 tokenUnits) external pure {
        AssetAmount word = AssetAmounts.pack(assetId, tokenUnits);

        assert(word.assetId() == assetId && word.amount() == tokenUnits);
    }

    /// @notice A series' id spells out its terms, and counts as valid.
    function check_ASeriesComesBack(uint256 bookId, uint256 width, bool isCall, int256 step) external pure {
        require(bookId != 0 && bookId <= SeriesIds.MAX_BOOK_ID && width < 3);
        require(step >= -StrikeGrid.MAX_STEP && step <= StrikeGrid.MAX_STEP);
        uint256 widthBps = 2500 << width;

        uint32 id = SeriesIds.pack(bookId, widthBps, isCall, step);

        (uint16 backWidth, bool backCall, int256 backStep) = SeriesIds.unpack(id);
        assert(SeriesIds.isValid(id) && SeriesIds.isWidth(widthBps) && SeriesIds.bookOf(id) == bookId);
        assert(backWidth == widthBps && backCall == isCall && backStep == step);
    }

    /// @notice An id that counts as valid is that of the terms which it spells out.
    function check_AValidIdIsOfItsTerms(uint32 id) external pure {
        require(SeriesIds.isValid(id));
        (uint16 widthBps, bool isCall, int256 step) = SeriesIds.unpack(id);

        assert(SeriesIds.isWidth(widthBps));
        assert(SeriesIds.pack(SeriesIds.bookOf(id), widthBps, isCall, step) == id);
    }

    function check_ASessionComesBack(Session calldata given) external pure {
        Session memory session = given;
        require(session.extendedOpen <= MAX_MINUTE && session.regularOpen <= MAX_MINUTE);
        require(session.regularClose <= MAX_MINUTE && session.extendedClose <= MAX_MINUTE);

        Session memory back = SessionWord.unpack(SessionWord.pack(session));

        assert(keccak256(abi.encode(back)) == keccak256(abi.encode(session)));
    }

    /// @notice A day's session is replaced and published; those of the four others stay.
    function check_ASessionIsSetForOneDay(uint256 word, uint256 day, uint256 packed, uint256 other) external pure {
        require(packed < 2 ** 48 && day < SessionWord.DAYS && other < SessionWord.DAYS);

        uint256 next = SessionWord.set(word, day, packed);

        assert(SessionWord.sessionOn(next, other) == (other == day ? packed : SessionWord.sessionOn(word, other)));
        assert(SessionWord.isPublished(next, other) == (other == day || SessionWord.isPublished(word, other)));
    }

    /// @notice An asset's part of a word is replaced; those of the five others stay.
    function check_ALaneIsReplacedAlone(uint256 word, uint256 assetId, uint256 lane, uint256 other) external pure {
        require(lane < 2 ** LANE_BITS && assetId < InitialFactors.ASSETS && other < InitialFactors.ASSETS);

        uint256 next = InitialFactors.withLane(word, assetId, lane);

        assert(InitialFactors.laneOf(next, other) == (other == assetId ? lane : InitialFactors.laneOf(word, other)));
    }

    /// @notice New factors are what comes back, and what missed still misses.
    function check_FactorsComeBack(uint256 lane, uint16 collateralInit, uint16 debtInit, uint256 decimals)
        external
        pure
    {
        require(lane < 2 ** LANE_BITS && decimals < 2 ** 6);

        uint256 next = InitialFactors.withFactors(lane, collateralInit, debtInit, decimals);

        assert(next < 2 ** LANE_BITS);
        assert(InitialFactors.isKnown(next) && InitialFactors.decimalsOf(next) == decimals);
        assert(InitialFactors.factorOf(next) == collateralInit && InitialFactors.debtFactorOf(next) == debtInit);
        assert(InitialFactors.isUnbacked(next) == InitialFactors.isUnbacked(lane));
        assert(InitialFactors.isShort(next) == InitialFactors.isShort(lane));
    }

    /// @notice A factor is out of force while shares or tokens miss, and in force while neither does.
    function check_AFactorCountsOnlyIfNothingMisses(uint256 lane) external pure {
        bool misses = InitialFactors.isUnbacked(lane) || InitialFactors.isShort(lane);

        assert(InitialFactors.countedOf(lane) == (misses ? 0 : InitialFactors.factorOf(lane)));
    }

    /// @notice What misses is marked and unmarked apart, and changes nothing else.
    function check_WhatMissesIsMarkedApart(uint256 lane, bool flag) external pure {
        uint256 unbacked = InitialFactors.withUnbacked(lane, flag);
        uint256 short = InitialFactors.withShort(lane, flag);

        assert(InitialFactors.isUnbacked(unbacked) == flag && InitialFactors.isShort(short) == flag);
        assert(InitialFactors.withUnbacked(unbacked, InitialFactors.isUnbacked(lane)) == lane);
        assert(InitialFactors.withShort(short, InitialFactors.isShort(lane)) == lane);
    }
}
