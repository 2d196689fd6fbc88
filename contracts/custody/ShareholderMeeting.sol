// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { Action, ActionKind, ICorporateActions } from "../../interfaces/ICorporateActions.sol";
import { ICustodyRegistry } from "../../interfaces/ICustodyRegistry.sol";
import { IRecordHolder } from "../../interfaces/IRecordHolder.sol";
import { IShareholderMeeting } from "../../interfaces/IShareholderMeeting.sol";
import { RecordWeights } from "./RecordWeights.sol";

/// @title ShareholderMeeting
/// @notice See `IShareholderMeeting`.
contract ShareholderMeeting is IShareholderMeeting, RecordWeights, EIP712 {
    using SafeCast for uint256;

    uint256 private constant _MAX_RESOLUTIONS = 32;
    uint256 private constant _MAX_DURATION_SECONDS = 90 days;

    bytes32 private constant _CERTIFICATE_TYPEHASH = keccak256(
        "VoteCertificate(uint256 meetingId,uint16 custodianId,bytes32 agendaHash,uint128[] inFavour,uint128[] against,uint128[] abstaining)"
    );

    /// @inheritdoc IShareholderMeeting
    ICustodyRegistry public immutable registry;

    /* STORAGE */

    /// @inheritdoc IShareholderMeeting
    mapping(uint256 actionId => uint256 meetingId) public meetingOfAction;

    Meeting[] private _meetings; // at meetingId - 1
    mapping(uint256 meetingId => Votes[]) private _tallies;
    mapping(uint256 meetingId => Votes[]) private _certified;
    mapping(uint256 meetingId => mapping(uint16 custodianId => bool)) private _hasCertified;
    mapping(uint256 meetingId => mapping(address via => mapping(address holder => Votes[]))) private _votes;

    constructor(ICollateralVault vault_, ICorporateActions actions_, ICustodyRegistry registry_)
        RecordWeights(vault_, actions_)
        EIP712("Evershare ShareholderMeeting", "1")
    {
        registry = registry_;
    }

    /* MEETINGS */

    /// @inheritdoc IShareholderMeeting
    function convene(uint256 actionId, uint256 deadline, uint256 resolutionCount) external returns (uint256 meetingId) {
        Action memory action = _confirmedAction(actionId, ActionKind.MEETING);
        address issuer = registry.issuerOf(action.token);
        uint256 supply = IRecordHolder(action.token).supplyAtRecord(action.recordEpoch);
        uint256 latest = block.timestamp + _MAX_DURATION_SECONDS;

        require(msg.sender == issuer, NotMeetingIssuer(msg.sender, issuer));
        require(meetingOfAction[actionId] == 0, RecordActionUsed(actionId));
        require(supply != 0, NobodyMayVote(action.token, action.recordEpoch));
        require(deadline > block.timestamp && deadline <= latest, MeetingDeadlineOutOfRange(deadline, latest));
        require(
            resolutionCount != 0 && resolutionCount <= _MAX_RESOLUTIONS,
            ResolutionCountOutOfRange(resolutionCount, _MAX_RESOLUTIONS)
        );

        _meetings.push(
            Meeting({
                token: action.token,
                epoch: action.recordEpoch,
                deadline: uint40(deadline),
                resolutionCount: uint8(resolutionCount),
                supply: supply.toUint128(),
                agendaHash: action.documentHash
            })
        );
        meetingId = _meetings.length;
        meetingOfAction[actionId] = meetingId;
        for (uint256 i; i < resolutionCount; ++i) {
            _tallies[meetingId].push();
            _certified[meetingId].push();
        }
        emit MeetingConvened(
            meetingId,
            action.token,
            action.recordEpoch,
            actionId,
            deadline,
            resolutionCount,
            supply,
            action.documentHash
        );
    }

    /// @inheritdoc IShareholderMeeting
    function vote(uint256 meetingId, address via, address holder, Votes[] calldata votes) external {
        Meeting memory meeting = _meeting(meetingId);
        Votes[] storage previous = _votes[meetingId][via][holder];
        bool isFirst = previous.length == 0;

        require(block.timestamp <= meeting.deadline, MeetingClosed(meeting.deadline));
        require(votes.length == meeting.resolutionCount, VotesMissing(votes.length, meeting.resolutionCount));
        if (via == address(vault)) _ownerOf(holder);
        else require(holder == msg.sender, WalletOfAnother(holder, msg.sender));

        uint256 weight = _weightOf(meeting.token, vault.assetIdOf(meeting.token), meeting.epoch, via, holder);

        for (uint256 i; i < votes.length; ++i) {
            require(_sum(votes[i]) <= weight, WeightExceeded(i, _sum(votes[i]), weight));

            Votes memory tally = _tallies[meetingId][i];
            if (isFirst) previous.push();
            else tally = _minus(tally, previous[i]);
            tally = _plus(tally, votes[i]);
            require(_sum(tally) <= meeting.supply, VotesExceedSupply(i, _sum(tally), meeting.supply));

            _tallies[meetingId][i] = tally;
            previous[i] = votes[i];
        }
        emit VotesCast(meetingId, holder, via, votes);
    }

    /// @inheritdoc IShareholderMeeting
    function certify(VoteCertificate calldata certificate, ICustodyRegistry.CustodianSignature[] calldata signatures)
        external
    {
        uint256 meetingId = certificate.meetingId;
        uint16 custodianId = certificate.custodianId;
        Meeting memory meeting = _meeting(meetingId);

        require(block.timestamp > meeting.deadline, MeetingStillOpen(meeting.deadline));
        require(
            certificate.agendaHash == meeting.agendaHash, AgendaMismatch(certificate.agendaHash, meeting.agendaHash)
        );
        require(!_hasCertified[meetingId][custodianId], AlreadyCertified(meetingId, custodianId));
        _requireLength(certificate.inFavour.length, meeting);
        _requireLength(certificate.against.length, meeting);
        _requireLength(certificate.abstaining.length, meeting);
        registry.requireSigned(meeting.token, custodianId, hashCertificate(certificate), signatures);

        _hasCertified[meetingId][custodianId] = true;
        for (uint256 i; i < meeting.resolutionCount; ++i) {
            Votes memory tally = _tallies[meetingId][i];
            Votes memory cast = _plus(
                _certified[meetingId][i],
                Votes(certificate.inFavour[i], certificate.against[i], certificate.abstaining[i])
            );
            require(
                cast.inFavour <= tally.inFavour && cast.against <= tally.against && cast.abstaining <= tally.abstaining,
                CertifiedExceedsVotes(i)
            );
            _certified[meetingId][i] = cast;
        }
        emit VotesCertified(meetingId, custodianId, certificate.inFavour, certificate.against, certificate.abstaining);
    }

    /* VIEWS */

    /// @inheritdoc IShareholderMeeting
    function meetingCount() external view returns (uint256) {
        return _meetings.length;
    }

    /// @inheritdoc IShareholderMeeting
    function meetingOf(uint256 meetingId) external view returns (Meeting memory) {
        return _meeting(meetingId);
    }

    /// @inheritdoc IShareholderMeeting
    function tallyOf(uint256 meetingId) external view returns (Votes[] memory) {
        return _tallies[meetingId];
    }

    /// @inheritdoc IShareholderMeeting
    function certifiedOf(uint256 meetingId) external view returns (Votes[] memory) {
        return _certified[meetingId];
    }

    /// @inheritdoc IShareholderMeeting
    function votesOf(uint256 meetingId, address via, address holder) external view returns (Votes[] memory) {
        return _votes[meetingId][via][holder];
    }

    /// @inheritdoc IShareholderMeeting
    function hashCertificate(VoteCertificate calldata certificate) public view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    _CERTIFICATE_TYPEHASH,
                    certificate.meetingId,
                    certificate.custodianId,
                    certificate.agendaHash,
                    keccak256(abi.encodePacked(certificate.inFavour)),
                    keccak256(abi.encodePacked(certificate.against)),
                    keccak256(abi.encodePacked(certificate.abstaining))
                )
            )
        );
    }

    /* INTERNAL */

    function _meeting(uint256 meetingId) private view returns (Meeting memory) {
        require(meetingId != 0 && meetingId <= _meetings.length, MeetingUnknown(meetingId));
        return _meetings[meetingId - 1];
    }

    function _requireLength(uint256 given, Meeting memory meeting) private pure {
        require(given == meeting.resolutionCount, VotesMissing(given, meeting.resolutionCount));
    }

    function _sum(Votes memory votes) private pure returns (uint256) {
        return uint256(votes.inFavour) + votes.against + votes.abstaining;
    }

    function _plus(Votes memory a, Votes memory b) private pure returns (Votes memory) {
        return Votes(a.inFavour + b.inFavour, a.against + b.against, a.abstaining + b.abstaining);
    }

    function _minus(Votes memory a, Votes memory b) private pure returns (Votes memory) {
        return Votes(a.inFavour - b.inFavour, a.against - b.against, a.abstaining - b.abstaining);
    }
}
