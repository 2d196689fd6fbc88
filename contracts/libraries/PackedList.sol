// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { LibBit } from "solady/utils/LibBit.sol";

/// @title PackedList
/// @notice At most 16 ids of 16 bits in one storage word, without gaps from the lowest bit, none of them zero.
library PackedList {
    uint256 internal constant CAPACITY = 16;

    uint256 private constant _ID_BITS = 16;
    uint256 private constant _ID_MASK = 0xffff;

    /// @notice How many ids the list holds.
    function length(uint256 list) internal pure returns (uint256) {
        return list == 0 ? 0 : LibBit.fls(list) / _ID_BITS + 1;
    }

    /// @notice The id at a place, from 0; zero beyond the end.
    function idAt(uint256 list, uint256 place) internal pure returns (uint16) {
        return uint16(list >> place * _ID_BITS);
    }

    /// @notice The list without its first id.
    function tail(uint256 list) internal pure returns (uint256) {
        return list >> _ID_BITS;
    }

    /// @notice The list with one more id.
    /// @dev Warning: the list must have room, and must not hold the id.
    function append(uint256 list, uint16 id) internal pure returns (uint256) {
        return list | uint256(id) << length(list) * _ID_BITS;
    }

    /// @notice The list without an id that it holds; the last one takes its place.
    function remove(uint256 list, uint16 id) internal pure returns (uint256) {
        uint256 place;
        while (idAt(list, place) != id) ++place;

        uint256 lastShift = (length(list) - 1) * _ID_BITS;
        uint256 last = list >> lastShift;
        list ^= last << lastShift;
        // Nothing is left to move if the id was the last one.
        if (last == id) return list;
        return list ^ (id ^ last) << place * _ID_BITS;
    }

    /// @notice The ids in order.
    function toArray(uint256 list) internal pure returns (uint16[] memory ids) {
        ids = new uint16[](length(list));
        for (uint256 i; i < ids.length; ++i) {
            ids[i] = idAt(list, i);
        }
    }
}
