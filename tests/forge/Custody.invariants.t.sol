// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IDistributor } from "../../interfaces/IDistributor.sol";
import { IShareholderMeeting } from "../../interfaces/IShareholderMeeting.sol";
import { CustodyHandler } from "./support/CustodyHandler.sol";
import { OneHandler } from "./support/Recorder.sol";

/// @notice Reserve, register, dividends and votes under random sequences of what people do.
contract CustodyInvariants is OneHandler {
    CustodyHandler private _handler;

    error RegisterDiffers(uint256 epoch, uint256 place, uint256 weight, uint256 expected);
    error WeightsExceedSupply(uint256 epoch, uint256 weights, uint256 supply);
    error ClaimDiffers(uint256 id, uint256 place, uint256 paidAndDue, uint256 entitled);
    error ClaimsDoNotSum(uint256 id, uint256 sum, uint256 claimed, uint256 funded);
    error DistributorShort(uint256 unclaimed, uint256 held);
    error VotesDoNotSum(uint256 meetingId, uint256 sum, uint256 tally, uint256 supply);
    error IdleCustodyAction(bytes4 action);

    function setUp() external {
        _handler = new CustodyHandler();
        _target(address(_handler), "CustodyHandler");
    }

    /// @notice All of them in one campaign, as the runs cost more than the checks. The handler looks at each action. C1: after
    /// every mint, what is due is within what the custodian attested. C2: a split changes no raw balance. C3: mint and redeem
    /// never gain a share. C4: no replayed, expired or foreign signature counts. C6: whoever is not denied is never refused.
    function invariant_C1toC6() external view {
        _requireNothingBroken();
        _requireRegister();
        _requireClaims();
        _requireVotes();
    }

    /// @notice Every action of the handler succeeds in a plain sequence: none of them idles in the runs above.
    function test_EveryActionSucceeds() external {
        _handler.attest(1e23);
        _handler.issue(1, 1e21);
        _handler.transfer(0, 1, 1e20);
        _handler.deposit(0, 1e20);
        _handler.pool(1, 0, 1e20);
        _handler.pool(0, 2, 1e20);
        _handler.pool(0, 1, 1e20);
        _handler.deny(2, 1);
        _handler.escrow(0, 2, 1e20);
        _handler.record();
        _handler.declare(9e23, 5e23);
        for (uint256 i; i < _handler.PLACES(); ++i) {
            _handler.claim(0, i);
        }
        _handler.fund(0, 0);
        for (uint256 i; i < _handler.PLACES(); ++i) {
            _handler.claim(0, i);
        }
        _handler.convene();
        _handler.vote(0, 1e21, 1e21);
        _handler.vote(1, 1e21, 0);
        _handler.vote(7, 1e20, 0);
        _handler.vote(0, 0, 2e21);
        _handler.deny(2, 0);
        _handler.release(2);
        _handler.withdraw(0, 1e20);
        for (uint256 kind; kind < 4; ++kind) {
            _handler.forge(kind);
        }
        _handler.split(0);
        _handler.split(1);
        _handler.roundTrip(0, 7);
        _handler.redeem(0, 1e20);
        _handler.fill();
        _handler.wait_(1 days);

        bytes4[20] memory actions = [
            _handler.attest.selector,
            _handler.issue.selector,
            _handler.redeem.selector,
            _handler.fill.selector,
            _handler.roundTrip.selector,
            _handler.split.selector,
            _handler.forge.selector,
            _handler.deny.selector,
            _handler.transfer.selector,
            _handler.escrow.selector,
            _handler.release.selector,
            _handler.deposit.selector,
            _handler.withdraw.selector,
            _handler.pool.selector,
            _handler.record.selector,
            _handler.declare.selector,
            _handler.fund.selector,
            _handler.claim.selector,
            _handler.convene.selector,
            _handler.vote.selector
        ];
        for (uint256 i; i < actions.length; ++i) {
            require(_handler.done(actions[i]) != 0, IdleCustodyAction(actions[i]));
        }
        IDistributor.Distribution memory distribution = _handler.DISTRIBUTOR().distributionOf(_handler.distributions(0));
        require(
            distribution.claimed <= distribution.funded
                && distribution.funded - distribution.claimed < _handler.PLACES(),
            ClaimsDoNotSum(0, 0, distribution.claimed, distribution.funded)
        );
    }

    /// @dev C5: who held at a record is never rewritten, and all weights together are within the supply.
    function _requireRegister() private view {
        uint256 last = _handler.TOKEN().recordEpoch();
        for (uint256 epoch = last < 3 ? 1 : last - 2; epoch <= last; ++epoch) {
            uint256 weights;
            for (uint256 i; i < _handler.PLACES(); ++i) {
                (address via, address holder,) = _handler.placeOf(i);
                uint256 weight = _handler.DISTRIBUTOR().weightOf(address(_handler.TOKEN()), epoch, via, holder);
                uint256 expected = _handler.weightAt(epoch, i);
                require(weight == expected, RegisterDiffers(epoch, i, weight, expected));
                weights += weight;
            }
            uint256 supply = _handler.TOKEN().supplyAtRecord(epoch);
            require(
                supply == _handler.supplyAt(epoch) && weights <= supply, WeightsExceedSupply(epoch, weights, supply)
            );
        }
    }

    /// @dev C5: each holder at the record is paid, or can claim, exactly his part of what was funded; together that is
    /// never more than it, and it is there.
    function _requireClaims() private view {
        uint256 unclaimed;
        for (uint256 n; n < _handler.distributionCount(); ++n) {
            uint256 id = _handler.distributions(n);
            IDistributor.Distribution memory distribution = _handler.DISTRIBUTOR().distributionOf(id);
            uint256 paid;
            uint256 due;
            for (uint256 i; i < _handler.PLACES(); ++i) {
                (address via, address holder,) = _handler.placeOf(i);
                uint256 claimable = _handler.DISTRIBUTOR().claimable(id, via, holder);
                uint256 paidTo = _handler.paidTo(id, i);
                uint256 entitled = _handler.weightAt(uint24(id >> 72), i) * distribution.funded / distribution.supply;
                require(paidTo + claimable == entitled, ClaimDiffers(id, i, paidTo + claimable, entitled));
                paid += paidTo;
                due += claimable;
            }
            require(
                paid == distribution.claimed && paid + due <= distribution.funded,
                ClaimsDoNotSum(id, paid + due, distribution.claimed, distribution.funded)
            );
            unclaimed += distribution.funded - distribution.claimed;
        }
        uint256 held = _handler.PAID().balanceOf(address(_handler.DISTRIBUTOR()));
        require(held == unclaimed, DistributorShort(unclaimed, held));
    }

    /// @dev C5: the tally is what the holders voted, and never more than there was.
    function _requireVotes() private view {
        for (uint256 meetingId = 1; meetingId <= _handler.MEETING().meetingCount(); ++meetingId) {
            IShareholderMeeting.Votes[] memory tally = _handler.MEETING().tallyOf(meetingId);
            uint256[2] memory sums;
            for (uint256 i; i < _handler.PLACES(); ++i) {
                (address via, address holder,) = _handler.placeOf(i);
                IShareholderMeeting.Votes[] memory votes = _handler.MEETING().votesOf(meetingId, via, holder);
                for (uint256 n; n < votes.length; ++n) {
                    sums[n] += _sum(votes[n]);
                }
            }
            uint256 supply = _handler.MEETING().meetingOf(meetingId).supply;
            for (uint256 n; n < tally.length; ++n) {
                require(
                    _sum(tally[n]) == sums[n] && sums[n] <= supply,
                    VotesDoNotSum(meetingId, sums[n], _sum(tally[n]), supply)
                );
            }
        }
    }

    function _sum(IShareholderMeeting.Votes memory votes) private pure returns (uint256) {
        return uint256(votes.inFavour) + votes.against + votes.abstaining;
    }
}
