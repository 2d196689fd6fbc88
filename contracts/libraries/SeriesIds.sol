// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { StrikeGrid } from "./StrikeGrid.sol";

/// @title Series ids
/// @notice An id spells out the terms of a series, from the highest bit: book 19 | width 2 | call 1 | step of the strike 10.
/// A book is a pair of a pool and a market, numbered from 1, so that no id is zero.
library SeriesIds {
    uint256 internal constant MAX_BOOK_ID = 2 ** 19 - 1;

    uint256 private constant _BOOK_SHIFT = 13;
    uint256 private constant _WIDTH_SHIFT = 11;
    uint256 private constant _CALL_BIT = 1 << 10;
    uint256 private constant _STEP_MASK = _CALL_BIT - 1;

    /// @dev Widths are 25, 50 and 100 %, numbered 0 to 2: 2500 << number.
    uint256 private constant _LEAST_WIDTH_BPS = 2500;
    uint256 private constant _WIDTHS = 3;

    /// @notice The id of a series. `bookId` is at most `MAX_BOOK_ID`, `widthBps` supported and `step` on the grid.
    function pack(uint256 bookId, uint256 widthBps, bool isCall, int256 step) internal pure returns (uint32) {
        uint256 width = widthBps / (2 * _LEAST_WIDTH_BPS); // 0, 1, 2
        return uint32(
            bookId << _BOOK_SHIFT | width << _WIDTH_SHIFT | (isCall ? _CALL_BIT : 0)
                | uint256(step + StrikeGrid.MAX_STEP)
        );
    }

    /// @notice The number of the book that the series is in.
    function bookOf(uint32 id) internal pure returns (uint256) {
        return id >> _BOOK_SHIFT;
    }

    /// @notice The terms that the id spells out. Of an id that nobody made, the width or the step may not exist.
    function unpack(uint32 id) internal pure returns (uint16 widthBps, bool isCall, int256 step) {
        widthBps = uint16(_LEAST_WIDTH_BPS << (id >> _WIDTH_SHIFT & 3));
        isCall = id & _CALL_BIT != 0;
        step = int256(id & _STEP_MASK) - StrikeGrid.MAX_STEP;
    }

    /// @notice Whether the id has a book, a supported width and a step on the grid.
    function isValid(uint32 id) internal pure returns (bool) {
        return
            bookOf(id) != 0 && (id >> _WIDTH_SHIFT & 3) < _WIDTHS && id & _STEP_MASK <= uint256(2 * StrikeGrid.MAX_STEP);
    }

    /// @notice Whether the width is 25, 50 or 100 %.
    function isWidth(uint256 widthBps) internal pure returns (bool) {
        return widthBps == _LEAST_WIDTH_BPS || widthBps == 2 * _LEAST_WIDTH_BPS || widthBps == 4 * _LEAST_WIDTH_BPS;
    }
}
