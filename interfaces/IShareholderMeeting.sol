// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICustodyRegistry } from "./ICustodyRegistry.sol";
import { IRecordWeights } from "./IRecordWeights.sol";

/// @title Shareholder meetings
/// @notice Lets those who held a stock token at a record vote on a company's resolutions, wherever they kept it (see
/// `IRecordWeights`). After the deadline the tally stands, each custodian casts its part of it at the company's meeting, and
/// signs what it cast.
/// @dev Weights are raw tokens at the record. The votes on a resolution never exceed the supply at the record, nor what is
/// certified the votes.
interface IShareholderMeeting is IRecordWeights {
    /* STRUCTS */

    /// @notice Votes on one resolution, raw.
    struct Votes {
        uint128 inFavour;
        uint128 against;
        uint128 abstaining;
    }

    /// @notice A meeting.
    /// @param token The stock token.
    /// @param epoch The record at which a holder's weight counts.
    /// @param deadline The last second at which votes are taken.
    /// @param resolutionCount How many resolutions are voted on.
    /// @param supply How many raw tokens existed at the record.
    /// @param agendaHash keccak256 of the resolutions' text.
    struct Meeting {
        address token;
        uint24 epoch;
        uint40 deadline;
        uint8 resolutionCount;
        //
        uint128 supply;
        //
        bytes32 agendaHash;
    }

    /// @notice A custodian's statement of the votes that it cast, signed by k of its n signers (EIP-712). Votes are raw, one
    /// of each kind for every resolution in order.
    /// @param meetingId The meeting.
    /// @param custodianId Who states it.
    /// @param agendaHash The agenda of the meeting.
    struct VoteCertificate {
        uint256 meetingId;
        uint16 custodianId;
        bytes32 agendaHash;
        uint128[] inFavour;
        uint128[] against;
        uint128[] abstaining;
    }

    /* EVENTS */

    /// @notice Emitted when a meeting opens.
    event MeetingConvened(
        uint256 indexed meetingId,
        address indexed token,
        uint256 indexed epoch,
        uint256 actionId,
        uint256 deadline,
        uint256 resolutionCount,
        uint256 supply,
        bytes32 agendaHash
    );

    /// @notice Emitted when a holder votes, in place of what he voted before. For `via` see `IRecordWeights`.
    event VotesCast(uint256 indexed meetingId, address indexed holder, address via, Votes[] votes);

    /// @notice Emitted when a custodian certifies what it cast at the company's meeting.
    event VotesCertified(
        uint256 indexed meetingId,
        uint16 indexed custodianId,
        uint128[] inFavour,
        uint128[] against,
        uint128[] abstaining
    );

    /* ERRORS */

    /// @notice Thrown when anybody but the issuer of the stock opens a meeting.
    error NotMeetingIssuer(address caller, address issuer);

    /// @notice Thrown when a meeting would have no resolution, or too many.
    error ResolutionCountOutOfRange(uint256 count, uint256 maxCount);

    /// @notice Thrown when the deadline of a meeting has passed already, or is too far away; Unix seconds.
    error MeetingDeadlineOutOfRange(uint256 deadline, uint256 latest);

    /// @notice Thrown when nobody held the token at the record, so that nobody could vote.
    error NobodyMayVote(address token, uint256 epoch);

    /// @notice Thrown when there is no meeting under an id.
    error MeetingUnknown(uint256 meetingId);

    /// @notice Thrown when somebody votes after the deadline, Unix seconds.
    error MeetingClosed(uint256 deadline);

    /// @notice Thrown when votes are certified before the deadline, Unix seconds.
    error MeetingStillOpen(uint256 deadline);

    /// @notice Thrown when somebody votes for a wallet that is not his.
    error WalletOfAnother(address holder, address caller);

    /// @notice Thrown when votes are not given, or certified, for each resolution.
    error VotesMissing(uint256 given, uint256 resolutionCount);

    /// @notice Thrown when a holder gives more votes on a resolution than he has.
    error WeightExceeded(uint256 resolution, uint256 given, uint256 weight);

    /// @notice Thrown when the votes on a resolution would exceed the supply, because a pool's shares are not what it says.
    error VotesExceedSupply(uint256 resolution, uint256 votes, uint256 supply);

    /// @notice Thrown when a certificate names another agenda than the meeting's.
    error AgendaMismatch(bytes32 certified, bytes32 agendaHash);

    /// @notice Thrown when a custodian certifies a second time.
    error AlreadyCertified(uint256 meetingId, uint16 custodianId);

    /// @notice Thrown when more votes of a kind would be certified than were given.
    error CertifiedExceedsVotes(uint256 resolution);

    /* MEETINGS */

    /// @notice Opens the meeting of a corporate action, once, after its record has passed. Only the issuer of the stock. The
    /// agenda is the action's document.
    /// @param deadline The last second at which votes are taken, within 90 days.
    /// @param resolutionCount At most 32.
    function convene(uint256 actionId, uint256 deadline, uint256 resolutionCount) external returns (uint256 meetingId);

    /// @notice Votes for a wallet, an account of the ledger or a holder of pool shares: for the caller himself, or the
    /// account that he owns. Voting again, until the deadline, replaces the votes given before.
    /// @param votes The holder's weight, split as he likes, for each resolution in order. What is left of it is not voted.
    function vote(uint256 meetingId, address via, address holder, Votes[] calldata votes) external;

    /// @notice Records what a custodian states that it cast at the company's meeting, once, after the deadline. Anybody may
    /// submit it.
    function certify(VoteCertificate calldata certificate, ICustodyRegistry.CustodianSignature[] calldata signatures)
        external;

    /* VIEWS */

    /// @notice The registry of the stock tokens.
    function registry() external view returns (ICustodyRegistry);

    /// @notice The meeting of a corporate action; 0 before it is convened.
    function meetingOfAction(uint256 actionId) external view returns (uint256 meetingId);

    /// @notice How many meetings there were. Ids count from 1.
    function meetingCount() external view returns (uint256);

    /// @notice A meeting. Reverts with `MeetingUnknown`.
    function meetingOf(uint256 meetingId) external view returns (Meeting memory);

    /// @notice The votes on each resolution, raw; after the deadline they change no more.
    function tallyOf(uint256 meetingId) external view returns (Votes[] memory);

    /// @notice The votes on each resolution that custodians certified to have cast, raw.
    function certifiedOf(uint256 meetingId) external view returns (Votes[] memory);

    /// @notice What a holder voted, raw; nothing if he did not.
    function votesOf(uint256 meetingId, address via, address holder) external view returns (Votes[] memory);

    /// @notice The digest that a custodian's signers sign.
    function hashCertificate(VoteCertificate calldata certificate) external view returns (bytes32);
}
