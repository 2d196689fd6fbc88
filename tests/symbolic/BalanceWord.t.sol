// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { BalanceWord, BalanceWords } from "../../contracts/libraries/BalanceWord.sol";

/// @notice For every word: what is written to one field is read from it, and no other field changes.
contract BalanceWordProof {
    struct Fields {
        uint256 amount;
        uint256 locked;
        uint256 epoch;
        uint256 pins;
        bool isListed;
    }

    /// @notice Tokens that come in are added to the amount alone, while the sum of all fits 128 bits.
    function check_PlusAddsToTheAmount(BalanceWord word, uint256 tokenUnits) external pure {
        Fields memory expected = _fieldsOf(word);
        require(tokenUnits <= type(uint128).max - expected.amount);
        expected.amount += tokenUnits;

        _requireFields(word.plus(tokenUnits), expected);
    }

    /// @notice Tokens that leave are taken from the amount alone, while there are as many.
    function check_MinusTakesFromTheAmount(BalanceWord word, uint256 tokenUnits) external pure {
        Fields memory expected = _fieldsOf(word);
        require(tokenUnits <= expected.amount);
        expected.amount -= tokenUnits;

        _requireFields(word.minus(tokenUnits), expected);
    }

    function check_WithLockedSetsTheLock(BalanceWord word, uint256 tokenUnits) external pure {
        Fields memory expected = _fieldsOf(word);
        expected.locked = tokenUnits;

        _requireFields(word.withLocked(tokenUnits), expected);
    }

    function check_WithEpochSetsTheEpoch(BalanceWord word, uint24 epoch) external pure {
        Fields memory expected = _fieldsOf(word);
        expected.epoch = epoch;

        _requireFields(word.withEpoch(epoch), expected);
    }

    /// @notice One pin more, but never more than are counted.
    function check_PinnedAddsAPin(BalanceWord word) external pure {
        Fields memory expected = _fieldsOf(word);

        BalanceWord pinned = word.pinned();

        assert(expected.pins < BalanceWords.MAX_PINS);
        ++expected.pins;
        _requireFields(pinned, expected);
    }

    function check_UnpinnedTakesAPin(BalanceWord word) external pure {
        Fields memory expected = _fieldsOf(word);
        require(expected.pins != 0);
        --expected.pins;

        _requireFields(word.unpinned(), expected);
    }

    function check_ListedAndUnlistedSetTheFlag(BalanceWord word) external pure {
        Fields memory expected = _fieldsOf(word);

        expected.isListed = true;
        _requireFields(word.listed(), expected);
        expected.isListed = false;
        _requireFields(word.unlisted(), expected);
    }

    /// @notice A word is idle if it has neither tokens nor pins, and what is not locked may leave.
    function check_IdleAndUnlockedFollowFromTheFields(BalanceWord word) external pure {
        Fields memory fields = _fieldsOf(word);
        require(fields.locked <= fields.amount);

        assert(word.isIdle() == (fields.amount == 0 && fields.pins == 0));
        assert(word.unlocked() == fields.amount - fields.locked);
    }

    function _fieldsOf(BalanceWord word) private pure returns (Fields memory) {
        return Fields(word.amount(), word.locked(), word.epoch(), word.pins(), word.isListed());
    }

    function _requireFields(BalanceWord word, Fields memory expected) private pure {
        assert(keccak256(abi.encode(_fieldsOf(word))) == keccak256(abi.encode(expected)));
    }
}
