// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { ERC165Checker } from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { IERC7943Fungible } from "../../interfaces/IERC7943Fungible.sol";
import { IStockToken, TransferPolicy } from "../../interfaces/IStockToken.sol";
import { Accounts } from "../libraries/Accounts.sol";
import { RecordClock } from "../libraries/RecordSnapshots.sol";
import { CreditBook } from "./CreditBook.sol";

/// @title TokenGate
/// @notice What tokens of their own kind need on their way in and out: stock tokens, whose payees may be refused, those
/// of a closed loop, and tokens of which some have gone missing.
abstract contract TokenGate is CreditBook {
    using Accounts for address;
    using FixedPointMathLib for uint256;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    uint256 private constant _WAD = 1e18;

    /* STORAGE */

    mapping(uint16 assetId => uint256 wad) private _payoutFactors; // while the asset is short

    /// @inheritdoc ICollateralVault
    function recordShortfall(uint16 assetId) external override nonReentrant returns (uint256 payoutFactor) {
        Asset storage asset = _assets[assetId];
        require(asset.token != address(0), UnlistedAsset(assetId));

        uint256 held = IERC20(asset.token).balanceOf(address(this));
        uint256 total = asset.totalBalance;
        bool isShort = held < total;
        payoutFactor = isShort ? held.mulDiv(_WAD, total) : _WAD;
        _payoutFactors[assetId] = payoutFactor;

        emit ShortfallRecorded(assetId, held, total, payoutFactor);

        if (asset.isShort != isShort) {
            asset.isShort = isShort;
            RISK.setShort(assetId, isShort);
        }
    }

    /// @inheritdoc ICollateralVault
    function payoutFactorOf(uint16 assetId) public view override returns (uint256) {
        return _assets[assetId].isShort ? _payoutFactors[assetId] : _WAD;
    }

    /// @dev Remembers what kind of token it is, for good, as the policy of a stock token is; and how many records it has had,
    /// so that the ledger's have the same numbers. One that is still to come would be unknown here.
    function _setKind(Asset storage asset, address token) internal {
        if (!ERC165Checker.supportsInterface(token, type(IERC7943Fungible).interfaceId)) return;

        uint256 recordAt = IStockToken(token).nextRecordAt();
        require(recordAt == 0, RecordPending(token, recordAt));

        bool isClosedLoop = IStockToken(token).transferPolicy() == TransferPolicy.CLOSED_LOOP;
        asset.kind = isClosedLoop ? TokenKind.ClosedLoopStock : TokenKind.Stock;
        asset.clock = RecordClock.wrap(IStockToken(token).recordEpoch().toUint24());
    }

    /// @dev Pays tokens out. Of a short asset everybody gets his part; a stock's payee who may not receive finds his in
    /// the token's escrow, so that nobody's payment hangs on another's standing.
    function _payOut(uint16 assetId, Asset storage asset, address receiver, uint256 amount) internal {
        if (asset.isShort) {
            uint256 paid = amount.mulDiv(_payoutFactors[assetId], _WAD);
            emit ShortfallShared(assetId, receiver, amount, paid);
            amount = paid;
        }

        if (asset.kind != TokenKind.Plain) IStockToken(asset.token).transferOrEscrow(receiver, amount);
        else IERC20(asset.token).safeTransfer(receiver, amount);
    }

    function _requireWhole(uint16 assetId, Asset storage asset) internal view override {
        // No `require`, which would read the factor each time.
        if (asset.isShort) revert AssetShort(assetId, _payoutFactors[assetId]);
    }

    /// @dev Who owns an account that a closed-loop token is credited to must be on its list.
    function _requireMayReceive(uint16 assetId, Asset storage asset, address account) internal view {
        if (asset.kind != TokenKind.ClosedLoopStock || isProtocolAccount[msg.sender]) return;

        address owner = _ownerOf(account);
        require(IERC7943Fungible(asset.token).canReceive(owner), OwnerMayNotReceive(assetId, owner));
    }

    /// @dev And who owns an account that it leaves.
    function _requireMaySend(uint16 assetId, Asset storage asset, address account) internal view {
        if (asset.kind != TokenKind.ClosedLoopStock || isProtocolAccount[msg.sender]) return;

        address owner = _ownerOf(account);
        require(IERC7943Fungible(asset.token).canSend(owner), OwnerMayNotSend(assetId, owner));
    }

    /// @dev The owner is known if he acts, or has named who does. Otherwise only the main account has its owner's address,
    /// and a sub-account is nobody's that a list could name.
    function _ownerOf(address account) private view returns (address) {
        address caller = _actor();
        if (account.isOwnedBy(caller)) return caller;
        return isAuthorised(account, caller) ? _grants[account][caller].owner : account;
    }
}
