// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { Action, ActionKind, ActionState } from "../../../interfaces/ICorporateActions.sol";
import { ICustodyRegistry } from "../../../interfaces/ICustodyRegistry.sol";
import { IPrimaryMarket } from "../../../interfaces/IPrimaryMarket.sol";
import { IShareholderMeeting } from "../../../interfaces/IShareholderMeeting.sol";
import { check } from "./Checks.sol";
import { CustodyWorld } from "./CustodyWorld.sol";
import { splitOf } from "./Splits.sol";
import { VM } from "./Vm.sol";

/// @notice What custodian, issuer and three holders do, with arguments that mostly make sense. `done` counts, for each
/// action, how often it succeeded. What must hold after one action is checked there.
contract CustodyHandler is CustodyWorld {
    using FixedPointMathLib for uint256;

    /// @notice Where a holder's tokens can be: his wallet, two accounts of the ledger, the pool.
    uint256 public constant PLACES = 4 * HOLDERS;
    uint256 public constant RESOLUTIONS = 2;
    uint256 private constant _WAD = 1e18;
    uint256 private constant _MOST_SHARES = 1e24;
    uint256 private constant _MOST_DISTRIBUTIONS = 4;
    uint256 private constant _MOST_MEETINGS = 2;

    mapping(bytes4 action => uint256 count) public done;
    uint256 public time = 1_722_522_600;

    // The register, kept a second time.
    mapping(uint256 epoch => mapping(uint256 place => uint256 raw)) public weightAt;
    mapping(uint256 epoch => uint256 raw) public supplyAt;
    mapping(uint256 id => mapping(uint256 place => uint256)) public paidTo;
    uint256[] public distributions;

    ICustodyRegistry.Attestation private _attested;
    IPrimaryMarket.Receipt private _used;
    uint64 private _sequence;
    uint64 private _receiptId;
    uint256[] private _redemptions;

    error NoOpenRedemption();

    /// @dev Each holder starts with tokens in all of his places, at a record with a dividend and a meeting.
    constructor() {
        VM.warp(time);
        _attest(_MOST_SHARES / 10);
        for (uint256 i; i < HOLDERS; ++i) {
            _issue(_holder(i), 1e22);
            VM.startPrank(_holder(i));
            VAULT.deposit(TSLA, _holder(i), 2e21);
            VAULT.deposit(TSLA, address(uint160(_holder(i)) ^ 1), 1e21);
            POOL.deposit(3e21, _holder(i));
            VM.stopPrank();
        }
        _record();
        _declare(1e24, 5e23);
        _convene();
    }

    modifier counted() {
        VM.warp(++time);
        _;
        ++done[msg.sig];
    }

    /// @notice Where and whose a place is.
    function placeOf(uint256 seed) public view returns (address via, address holder, address owner) {
        owner = _holder(seed / 4);
        holder = owner;
        if (seed % 4 == 1) via = address(VAULT);
        if (seed % 4 == 2) (via, holder) = (address(VAULT), address(uint160(owner) ^ 1));
        if (seed % 4 == 3) via = address(POOL);
    }

    /* CUSTODY */

    /// @notice The custodian states what it holds.
    function attest(uint256 shares) external counted {
        _attest(_bound(shares, 0, _MOST_SHARES));
    }

    /// @notice A participant issues against a receipt, mostly after the custodian has stated that the shares are there.
    function issue(uint256 seed, uint256 shares) external counted {
        shares = _bound(shares, 1, _MOST_SHARES / 100);
        if (seed % 4 != 0) _attest(REGISTRY.sharesDue(address(TOKEN)) + shares + 1);
        _issue(_holder(seed), shares);
    }

    /// @notice A participant redeems a part of his wallet.
    function redeem(uint256 seed, uint256 raw) external counted {
        raw = _bound(raw, 1, TOKEN.balanceOf(_holder(seed)));

        VM.prank(_holder(seed));
        _redemptions.push(MARKET.redeemInKind(address(TOKEN), uint128(raw), "deliver"));
    }

    /// @notice The issuer fills the last open redemption.
    function fill() external counted {
        require(_redemptions.length != 0, NoOpenRedemption());
        MARKET.fillRedemption(_redemptions[_redemptions.length - 1], CUSTODIAN);
        _redemptions.pop();
    }

    /// @notice A participant turns shares into tokens and back, and counts them.
    function roundTrip(uint256 seed, uint256 shares) external counted {
        address participant = _holder(seed);
        shares = _bound(shares, 1, _MOST_SHARES / 10);
        _attest(REGISTRY.sharesDue(address(TOKEN)) + shares + 1);
        uint256 raw = _issue(participant, shares);

        VM.prank(participant);
        uint256 redemptionId = MARKET.redeemInKind(address(TOKEN), uint128(raw), "deliver");
        uint256 returned = MARKET.fillRedemption(redemptionId, CUSTODIAN);
        check(returned <= shares, "C3");
    }

    /// @notice A split of 10, 1.5 or their inverse takes effect.
    function split(uint256 ratio) external counted {
        uint256 multiplier = splitOf(TOKEN.multiplier(), ratio);
        if (multiplier == TOKEN.multiplier()) return;
        bytes32 before = _balances();

        TOKEN.setUIMultiplier(multiplier, time + 1);
        VM.warp(++time);
        check(TOKEN.multiplier() == multiplier && _balances() == before, "C2");
    }

    /// @notice Somebody tries what must be refused: a statement or receipt that was used, is late, out of order, of another
    /// corporate action or for another chain.
    function forge(uint256 kind) external counted {
        ICustodyRegistry.Attestation memory statement = _statement(_MOST_SHARES);
        IPrimaryMarket.Receipt memory receipt = _receipt(_holder(kind), 1e18);
        if (kind % 4 == 0) (statement.sequence, receipt.receiptId) = (_attested.sequence, _used.receiptId);
        if (kind % 4 == 1) (statement.validUntil, receipt.expiry) = (uint40(time - 1), uint40(time - 1));
        if (kind % 4 == 2) (statement.actionNonce, receipt.actionNonce) = (type(uint32).max, type(uint32).max);
        if (kind % 4 == 3) VM.chainId(2);
        bytes32 statementDigest = REGISTRY.hashAttestation(statement);
        bytes32 receiptDigest = MARKET.hashReceipt(receipt);
        VM.chainId(31_337);

        if (kind % 4 != 0 || _attested.sequence != 0) {
            try REGISTRY.attest(statement, _sign(statementDigest)) {
                check(false, "C4");
            } catch { }
        }
        if (kind % 4 != 0 || _used.receiptId != 0) {
            ICustodyRegistry.CustodianSignature[] memory signatures = _sign(receiptDigest);
            VM.prank(receipt.participant);
            try MARKET.issueInKind(receipt, signatures) {
                check(false, "C4");
            } catch { }
        }
    }

    /// @notice The issuer denies a holder the stock, the paid token's issuer denies him that, or both allow it again.
    function deny(uint256 seed, uint256 what) external counted {
        TOKEN.setListed(_holder(seed), what % 4 == 1);
        PAID.deny(_holder(seed), what % 4 == 2);
    }

    /* WHERE TOKENS ARE */

    /// @notice A holder sends tokens to another.
    function transfer(uint256 seed, uint256 to, uint256 raw) external counted {
        raw = _bound(raw, 0, TOKEN.balanceOf(_holder(seed)));

        VM.prank(_holder(seed));
        try TOKEN.transfer(_holder(to), raw) { }
        catch {
            check(!(TOKEN.canSend(_holder(seed)) && TOKEN.canReceive(_holder(to))), "C6");
        }
    }

    /// @notice A holder pays another, who may not receive any more: what he is owed waits for him.
    function escrow(uint256 seed, uint256 to, uint256 raw) external counted {
        raw = _bound(raw, 1, TOKEN.balanceOf(_holder(seed)));
        TOKEN.setListed(_holder(to), true);

        VM.prank(_holder(seed));
        try TOKEN.transferOrEscrow(_holder(to), raw) { }
        catch {
            check(!TOKEN.canSend(_holder(seed)), "C6");
        }
    }

    /// @notice What waited for a holder is paid out when he may receive again.
    function release(uint256 seed) external counted {
        seed = seed % HOLDERS;
        for (uint256 i; i < HOLDERS && TOKEN.escrowOf(_holder(seed)) == 0; ++i) {
            ++seed;
        }
        TOKEN.setListed(_holder(seed), false);
        TOKEN.releaseEscrow(_holder(seed));
    }

    /// @notice A holder puts tokens into one of his accounts of the ledger.
    function deposit(uint256 place, uint256 raw) external counted {
        (, address account, address owner) = placeOf(place % PLACES / 4 * 4 + 1 + place % 2);
        raw = _bound(raw, 1, TOKEN.balanceOf(owner));

        VM.prank(owner);
        VAULT.deposit(TSLA, account, raw);
    }

    /// @notice A holder takes tokens out of one of his accounts.
    function withdraw(uint256 place, uint256 raw) external counted {
        (, address account, address owner) = placeOf(place % PLACES / 4 * 4 + 1 + place % 2);
        raw = _bound(raw, 1, VAULT.balanceOf(account, TSLA));
        if (raw == 0) return;

        VM.prank(owner);
        try VAULT.withdraw(TSLA, account, owner, raw) { }
        catch {
            check(!TOKEN.canReceive(owner), "C6");
        }
    }

    /// @notice A holder lends tokens through the pool, takes some back, or sends pool shares to another.
    function pool(uint256 seed, uint256 to, uint256 amount) external counted {
        address holder = _holder(seed);
        uint256 shares = POOL.balanceOf(holder);
        uint256 raw = TOKEN.balanceOf(holder);

        VM.prank(holder);
        if (to % 3 == 0) POOL.deposit(_bound(amount, 1, raw), holder);
        else if (to % 3 == 1) POOL.redeem(_bound(amount, 1, shares), holder, holder);
        else POOL.transfer(_holder(to / 3), _bound(amount, 0, shares));
    }

    /* RECORDS */

    /// @notice A record time passes. Who holds what is written down here at once, and there when it changes.
    function record() external counted {
        _record();
    }

    /// @notice The issuer promises a dividend for the last record, and pays a part in.
    function declare(uint256 promised, uint256 part) external counted {
        if (distributions.length < _MOST_DISTRIBUTIONS) _declare(_bound(promised, 1, 1e24), part);
    }

    /// @notice Somebody pays in what is missing of a dividend, or a part of it.
    function fund(uint256 seed, uint256 part) external counted {
        uint256 id = distributions[seed % distributions.length];
        uint256 missing = DISTRIBUTOR.promisedOf(id) - DISTRIBUTOR.distributionOf(id).funded;
        DISTRIBUTOR.fund(id, part % 2 == 0 ? missing : _bound(part, 1, missing));
    }

    /// @notice A holder claims for the first of his places, from any on, at which there is something.
    function claim(uint256 seed, uint256 place) external counted {
        uint256 id = distributions[seed % distributions.length];
        place = place % PLACES;
        (address via, address holder, address owner) = placeOf(place);
        for (uint256 i; i < PLACES && DISTRIBUTOR.claimable(id, via, holder) == 0; ++i) {
            place = (place + 1) % PLACES;
            (via, holder, owner) = placeOf(place);
        }
        if (DISTRIBUTOR.claimable(id, via, holder) == 0) return;
        uint256 before = PAID.balanceOf(owner);

        VM.prank(owner);
        try DISTRIBUTOR.claim(id, via, holder) {
            paidTo[id][place] += PAID.balanceOf(owner) - before;
        } catch {
            check(PAID.isDenied(owner), "C6");
        }
    }

    /// @notice The issuer lets the holders of the last record vote.
    function convene() external counted {
        if (MEETING.meetingCount() < _MOST_MEETINGS) _convene();
    }

    /// @notice A holder votes with one of his places, or thinks again.
    function vote(uint256 place, uint256 inFavour, uint256 against) external counted {
        (address via, address holder, address owner) = placeOf(place);
        uint256 meetingId = MEETING.meetingCount();
        uint256 weight = MEETING.weightOf(address(TOKEN), MEETING.meetingOf(meetingId).epoch, via, holder);
        inFavour = _bound(inFavour, 0, weight);
        against = _bound(against, 0, weight - inFavour);
        IShareholderMeeting.Votes[] memory votes = new IShareholderMeeting.Votes[](RESOLUTIONS);
        votes[0] = IShareholderMeeting.Votes(uint128(inFavour), uint128(against), 0);
        votes[1] = IShareholderMeeting.Votes(uint128(against), 0, uint128(weight - against));

        VM.prank(owner);
        MEETING.vote(meetingId, via, holder, votes);
    }

    /// @notice Up to two days pass.
    function wait_(uint256 duration) external counted {
        time += _bound(duration, 1, 2 days);
        VM.warp(time);
    }

    /* VIEWS */

    /// @notice How many dividends there are.
    function distributionCount() external view returns (uint256) {
        return distributions.length;
    }

    /* INTERNAL */

    function _attest(uint256 shares) private {
        ICustodyRegistry.Attestation memory statement = _statement(shares);
        REGISTRY.attest(statement, _sign(REGISTRY.hashAttestation(statement)));
        _attested = statement;
    }

    function _issue(address participant, uint256 shares) private returns (uint256 raw) {
        IPrimaryMarket.Receipt memory receipt = _receipt(participant, shares);
        ICustodyRegistry.CustodianSignature[] memory signatures = _sign(MARKET.hashReceipt(receipt));

        VM.prank(participant);
        raw = MARKET.issueInKind(receipt, signatures);
        _used = receipt;

        (uint256 multiplier, uint256 nonce) = TOKEN.multiplierAndNonce();
        uint256 due = TOKEN.totalSupply().fullMulDivUp(multiplier, _WAD) + REGISTRY.sharesOwed(address(TOKEN));
        uint256 attested = nonce == _attested.actionNonce ? _attested.sharesHeld : 0;
        check(due <= attested, "C1");
    }

    function _record() private {
        TOKEN.scheduleRecord(time + 1);
        VAULT.scheduleRecord(TSLA, time + 1);
        VM.warp(++time);

        uint256 epoch = TOKEN.recordEpoch();
        supplyAt[epoch] = TOKEN.totalSupply();
        uint256 pooled = VAULT.balanceOf(address(POOL), TSLA);
        uint256 shares = POOL.totalSupply();
        for (uint256 i; i < PLACES; ++i) {
            (address via, address holder,) = placeOf(i);
            uint256 weight;
            if (via == address(0)) weight = TOKEN.balanceOf(holder) + TOKEN.escrowOf(holder);
            else if (via == address(VAULT)) weight = VAULT.balanceOf(holder, TSLA);
            else if (shares != 0) weight = pooled.fullMulDiv(POOL.balanceOf(holder), shares);
            weightAt[epoch][i] = weight;
        }
    }

    function _declare(uint256 promised, uint256 part) private {
        uint256 amount = promised.fullMulDiv(_WAD, TOKEN.supplyAtRecord(TOKEN.recordEpoch()));
        uint256 id = DISTRIBUTOR.declareDividend(_announced(ActionKind.CASH_DIVIDEND, amount));
        distributions.push(id);
        part = _bound(part, 0, DISTRIBUTOR.promisedOf(id));
        if (part != 0) DISTRIBUTOR.fund(id, part);
    }

    function _convene() private {
        MEETING.convene(_announced(ActionKind.MEETING, 0), time + 30 days, RESOLUTIONS);
    }

    /// @dev A confirmed action of the last record.
    function _announced(ActionKind kind, uint256 amount) private returns (uint256) {
        Action memory action;
        action.token = address(TOKEN);
        action.kind = kind;
        action.state = ActionState.VERIFIED;
        action.payoutToken = address(PAID);
        action.amount = uint96(amount);
        action.recordEpoch = uint24(TOKEN.recordEpoch());
        action.assetId = TSLA;
        action.multiplier = uint88(_WAD);

        return ACTIONS.addAction(action);
    }

    function _statement(uint256 shares) private returns (ICustodyRegistry.Attestation memory) {
        return ICustodyRegistry.Attestation({
            token: address(TOKEN),
            custodianId: CUSTODIAN,
            sharesHeld: uint128(shares),
            actionNonce: uint32(TOKEN.actionNonce()),
            asOf: uint40(time),
            validUntil: uint40(time + 2 days),
            sequence: ++_sequence,
            reportHash: "report"
        });
    }

    function _receipt(address participant, uint256 shares) private returns (IPrimaryMarket.Receipt memory) {
        return IPrimaryMarket.Receipt({
            token: address(TOKEN),
            custodianId: CUSTODIAN,
            participant: participant,
            recipient: participant,
            shares: uint128(shares),
            actionNonce: uint32(TOKEN.actionNonce()),
            receiptId: ++_receiptId,
            expiry: uint40(time + 1 hours)
        });
    }

    function _balances() private view returns (bytes32 digest) {
        digest = bytes32(TOKEN.totalSupply());
        for (uint256 i; i < PLACES; ++i) {
            (address via, address holder,) = placeOf(i);
            uint256 balance;
            if (via == address(0)) balance = TOKEN.balanceOf(holder);
            else if (via == address(VAULT)) balance = VAULT.balanceOf(holder, TSLA);
            else balance = POOL.convertToAssets(POOL.balanceOf(holder));
            digest = keccak256(abi.encode(digest, balance));
        }
    }

    function _bound(uint256 value, uint256 least, uint256 most) private pure returns (uint256) {
        return least >= most ? most : least + value % (most - least + 1);
    }
}
