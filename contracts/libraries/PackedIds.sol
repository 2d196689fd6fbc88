// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Short lists of uint32 ids, eight to a storage slot
/// @notice No id is zero: zero is an empty place. Whoever uses a list knows how many places it has.
library PackedIds {
    uint256 private constant _PER_WORD = 8;
    uint256 private constant _BITS = 32;

    /// @notice The id at a place.
    function get(mapping(uint256 => uint256) storage words, uint256 place) internal view returns (uint32) {
        return uint32(words[place / _PER_WORD] >> place % _PER_WORD * _BITS);
    }

    /// @notice Puts an id, or zero, at a place.
    function set(mapping(uint256 => uint256) storage words, uint256 place, uint32 id) internal {
        uint256 key = place / _PER_WORD;
        // Cannot overflow: the last of eight.
        unchecked {
            uint256 shift = place % _PER_WORD * _BITS;
            words[key] = words[key] & ~(uint256(type(uint32).max) << shift) | uint256(id) << shift;
        }
    }

    /// @notice The first place that holds an id, or zero; `places` if none does. Reads each slot once.
    function find(mapping(uint256 => uint256) storage words, uint32 id, uint256 places)
        internal
        view
        returns (uint256 place)
    {
        for (uint256 word; place < places; word >>= _BITS) {
            if (place % _PER_WORD == 0) word = words[place / _PER_WORD];
            if (uint32(word) == id) return place;
            ++place;
        }
    }

    /// @notice The ids in the first `places` places that are not empty.
    function toArray(mapping(uint256 => uint256) storage words, uint256 places)
        internal
        view
        returns (uint32[] memory ids)
    {
        uint32[] memory found = new uint32[](places);
        uint256 count;
        for (uint256 place = 0; place < places; ++place) {
            uint32 id = get(words, place);
            if (id != 0) found[count++] = id;
        }

        ids = new uint32[](count);
        for (uint256 i = 0; i < count; ++i) {
            ids[i] = found[i];
        }
    }
}
