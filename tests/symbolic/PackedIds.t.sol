// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PackedIds } from "../../contracts/libraries/PackedIds.sol";

/// @notice For every content of a list of 16 places, as long as any list in use.
contract PackedIdsProof {
    using PackedIds for mapping(uint256 => uint256);

    uint256 private constant PLACES = 16;

    mapping(uint256 => uint256) private _words;

    /// @notice A place holds what was put there, and no other place changes.
    function check_SetChangesOnePlace(uint256[2] calldata words, uint256 place, uint32 id, uint256 other) external {
        _fill(words);
        place = _decided(place);
        other = _decided(other);
        uint32 before = _words.get(other);

        _words.set(place, id);

        assert(_words.get(other) == (other == place ? id : before));
    }

    /// @notice The place that is found holds the id, and no earlier one does; where none is found, no place does.
    function check_FindGivesTheFirst(uint256[2] calldata words, uint32 id, uint256 places, uint256 other) external {
        _fill(words);
        other = _decided(other);
        require(places <= PLACES && other < places);

        uint256 place = _words.find(id, places);

        assert(place <= places);
        assert(place == places || _words.get(_decided(place)) == id);
        assert(other >= place || _words.get(other) != id);
    }

    function _fill(uint256[2] calldata words) private {
        for (uint256 i; i < words.length; ++i) {
            _words[i] = words[i];
        }
    }

    /// @dev One path for each place: shifts by what is not known are hard.
    function _decided(uint256 place) private pure returns (uint256 same) {
        for (; same < PLACES; ++same) {
            if (same == place) return same;
        }
        revert();
    }
}
