// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Observation } from "../../interfaces/IPriceOracle.sol";
import { PriceWord } from "../../contracts/libraries/PriceWord.sol";

/// @notice For every word, and for every observation whose fields are in range.
contract PriceWordProof {
    /// @notice Every word is that of the observation which it unpacks to.
    function check_AWordIsItsObservation(uint256 word) external pure {
        assert(PriceWord.pack(PriceWord.unpack(word)) == word);
    }

    /// @notice An observation is unpacked as it was packed.
    function check_AnObservationComesBack(Observation calldata given) external pure {
        Observation memory o = given;
        require(o.mid <= PriceWord.MAX_MID && o.below <= PriceWord.MAX_BELOW && o.above <= PriceWord.MAX_ABOVE);
        require(o.base < 2 ** 10 && o.drift < 2 ** 11 && o.observedAt < 2 ** 32 && o.flags < 2 ** 9);
        require(o.calendarId <= PriceWord.MAX_CALENDAR_ID && o.maxAge < 2 ** 18 && o.openFor <= PriceWord.MAX_OPEN_FOR);

        Observation memory back = PriceWord.unpack(PriceWord.pack(o));

        assert(keccak256(abi.encode(back)) == keccak256(abi.encode(o)));
    }

    /// @notice A word that is read alone says what the whole observation says.
    function check_AWordReadAloneSaysTheSame(uint256 word, uint256 flag) external pure {
        require(flag < 2 ** 9);
        Observation memory o = PriceWord.unpack(word);

        assert(PriceWord.openUntil(word) == o.observedAt + o.openFor * PriceWord.OPEN_FOR_SECONDS);
        assert(PriceWord.isSet(word, flag) == PriceWord.has(o, flag));
    }
}
