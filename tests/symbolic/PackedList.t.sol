// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PackedList } from "../../contracts/libraries/PackedList.sol";

/// @notice For every list of up to 16 ids and every place in it.
contract PackedListProof {
    using PackedList for uint256;

    uint256 private constant ID_BITS = 16;

    /// @notice The length counts the ids, in one word without gaps.
    function check_LengthCountsTheIds(uint256 list, uint256 count) external pure {
        _requireList(list, count);

        assert(list.length() == count);
    }

    /// @notice An id that is appended stands at the end, and the others where they stood.
    function check_AppendPutsAnIdAtTheEnd(uint256 list, uint256 count, uint16 id, uint256 place) external pure {
        _requireList(list, count);
        require(count < PackedList.CAPACITY && id != 0 && place < PackedList.CAPACITY);

        uint256 longer = list.append(id);

        assert(longer.length() == count + 1);
        assert(longer.idAt(place) == (place == count ? id : list.idAt(place)));
    }

    /// @notice The tail is the list without its first id.
    function check_TailLeavesTheFirstOut(uint256 list, uint256 count, uint256 place) external pure {
        _requireList(list, count);
        require(count != 0 && place < PackedList.CAPACITY);

        assert(list.tail().length() == count - 1);
        assert(list.tail().idAt(place) == list.idAt(place + 1));
    }

    /// @notice The last id takes the place of the one that is removed, and the others stay where they are.
    function check_RemoveMovesTheLastId(uint256 list, uint256 count, uint256 removed, uint256 place) external pure {
        _requireList(list, count);
        require(removed < count && place < PackedList.CAPACITY);
        uint16 id = list.idAt(removed);
        for (uint256 earlier; earlier < PackedList.CAPACITY; ++earlier) {
            require(earlier >= removed || list.idAt(earlier) != id);
        }

        uint256 shorter = list.remove(id);

        uint16 last = list.idAt(count - 1);
        assert(shorter.length() == count - 1);
        if (place >= count - 1) assert(shorter.idAt(place) == 0);
        else assert(shorter.idAt(place) == (place == removed ? last : list.idAt(place)));
    }

    /// @dev Without gaps from the lowest bit, no id zero.
    function _requireList(uint256 list, uint256 count) private pure {
        require(count <= PackedList.CAPACITY);
        for (uint256 place; place < PackedList.CAPACITY; ++place) {
            require((uint16(list >> place * ID_BITS) != 0) == (place < count));
        }
    }
}
