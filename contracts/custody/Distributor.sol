// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { BitMaps } from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";
import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { Action, ActionKind, ICorporateActions } from "../../interfaces/ICorporateActions.sol";
import { IDistributor } from "../../interfaces/IDistributor.sol";
import { IRecordHolder } from "../../interfaces/IRecordHolder.sol";
import { RecordWeights } from "./RecordWeights.sol";

/// @title Distributor
/// @notice See `IDistributor`.
contract Distributor is IDistributor, RecordWeights, ReentrancyGuardTransient {
    using BitMaps for BitMaps.BitMap;
    using FixedPointMathLib for uint256;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    uint256 private constant _WAD = 1e18;

    /* STORAGE */

    mapping(uint256 id => Distribution) private _distributions;

    /// @inheritdoc IDistributor
    mapping(uint256 id => uint256) public promisedOf;

    /// @inheritdoc IDistributor
    mapping(address source => uint256) public distributionCount;

    /// @inheritdoc IDistributor
    mapping(uint256 actionId => uint256 id) public dividendOf;

    /// @dev Who has been paid in full, one bit a distribution: who claims each dividend of a stock writes to one slot.
    mapping(address source => mapping(address via => mapping(address holder => BitMaps.BitMap numbers))) private
        _settled;

    /// @dev What was claimed before a distribution was funded in full, in units of the paid token.
    mapping(uint256 id => mapping(address via => mapping(address holder => uint256))) private _partPaid;

    constructor(ICollateralVault vault_, ICorporateActions actions_) RecordWeights(vault_, actions_) { }

    /* PAYING IN */

    /// @inheritdoc IDistributor
    function declareDividend(uint256 actionId) external returns (uint256 id) {
        Action memory action = _confirmedAction(actionId, ActionKind.CASH_DIVIDEND);
        require(dividendOf[actionId] == 0, RecordActionUsed(actionId));

        Distribution storage distribution;
        (id, distribution) = _create(action.token, action.recordEpoch, IERC20(action.payoutToken));
        uint256 promised = _promised(action, distribution.supply);
        require(promised != 0, NothingToDistribute());

        distribution.assetId = action.assetId;
        promisedOf[id] = promised;
        dividendOf[actionId] = id;
        emit DividendDeclared(
            id, action.token, action.recordEpoch, actionId, action.payoutToken, promised, distribution.supply
        );
    }

    /// @inheritdoc IDistributor
    function giveReward(address pool, uint256 epoch, IERC20 token, uint256 amount)
        external
        nonReentrant
        returns (uint256 id)
    {
        require(vault.isProtocolAccount(pool), NotRecordPool(pool));

        Distribution storage distribution;
        (id, distribution) = _create(pool, epoch, token);
        uint96 received = _receive(token, amount);
        promisedOf[id] = received;
        distribution.funded = received;
        distribution.isComplete = true;
        emit RewardGiven(id, pool, epoch, address(token), received, msg.sender);
        emit DistributionFunded(id, msg.sender, received, received);
    }

    /// @inheritdoc IDistributor
    function fund(uint256 id, uint256 amount) external nonReentrant returns (uint256 received) {
        Distribution storage distribution = _known(id);

        received = _receive(distribution.token, amount);
        uint256 missing = promisedOf[id] - distribution.funded;
        require(received <= missing, FundingExceedsPromise(received, missing));

        distribution.funded += uint96(received);
        distribution.isComplete = received == missing;
        emit DistributionFunded(id, msg.sender, received, distribution.funded);
    }

    /* CLAIMS */

    /// @inheritdoc IDistributor
    function claim(uint256 id, address via, address holder) external nonReentrant returns (uint256 amount) {
        amount = _claim(id, via, holder);
        require(amount != 0, NothingToClaim(id, via, holder));
    }

    /// @inheritdoc IDistributor
    function claimMany(Claim[] calldata claims) external nonReentrant returns (uint256[] memory amounts) {
        amounts = new uint256[](claims.length);
        for (uint256 i; i < claims.length; ++i) {
            amounts[i] = _claim(claims[i].id, claims[i].via, claims[i].holder);
        }
    }

    /* VIEWS */

    /// @inheritdoc IDistributor
    function claimable(uint256 id, address via, address holder) external view returns (uint256 amount) {
        (amount,) = _due(id, _known(id), via, holder);
    }

    /// @inheritdoc IDistributor
    function distributionOf(uint256 id) external view returns (Distribution memory) {
        return _known(id);
    }

    /* INTERNAL */

    function _create(address source, uint256 epoch, IERC20 token)
        private
        returns (uint256 id, Distribution storage distribution)
    {
        uint256 supply = IRecordHolder(source).supplyAtRecord(epoch);

        require(supply != 0, NobodyHeld(source, epoch));
        require(vault.assetIdOf(address(token)) != 0, PaidTokenNotListed(address(token)));

        id = uint256(uint160(source)) << 96 | epoch << 72 | ++distributionCount[source];
        distribution = _distributions[id];
        distribution.token = token;
        distribution.supply = supply.toUint128();
    }

    /// @dev `amount` USD a share for all shares of the record, in units of the paid token, rounded down.
    function _promised(Action memory action, uint256 supply) private view returns (uint256) {
        (, uint8 decimals) = vault.assetOf(vault.assetIdOf(action.payoutToken));
        uint256 shares = supply.fullMulDiv(action.multiplier, _WAD);
        return shares.fullMulDiv(action.amount, _WAD).fullMulDiv(10 ** decimals, _WAD).toUint96();
    }

    function _receive(IERC20 token, uint256 amount) private returns (uint96 received) {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        received = (token.balanceOf(address(this)) - before).toUint96();
        require(received != 0, NothingToDistribute());
    }

    function _claim(uint256 id, address via, address holder) private returns (uint256 amount) {
        Distribution memory distribution = _known(id);
        address payee = holder;

        if (via == address(vault)) payee = _ownerOf(holder);
        else require(holder == msg.sender || holder.code.length == 0, ContractActsForItself(holder, msg.sender));

        uint256 entitled;
        (amount, entitled) = _due(id, distribution, via, holder);
        if (amount == 0) return 0;
        uint256 claimed = distribution.claimed + amount;
        require(claimed <= distribution.funded, ClaimsExceedFunding(id, claimed, distribution.funded));

        _distributions[id].claimed = uint96(claimed);
        if (distribution.isComplete) {
            _settled[_sourceOf(id)][via][holder].set(_numberOf(id));
        } else {
            _partPaid[id][via][holder] = entitled;
            _distributions[id].isPartPaid = true;
        }
        emit DistributionClaimed(id, holder, via, amount);

        distribution.token.safeTransfer(payee, amount);
    }

    /// @dev What is due now, and what was due from the beginning, in units of the paid token.
    function _due(uint256 id, Distribution memory distribution, address via, address holder)
        private
        view
        returns (uint256 amount, uint256 entitled)
    {
        address source = _sourceOf(id);
        if (_settled[source][via][holder].get(_numberOf(id))) return (0, 0);

        uint256 weight = _weightOf(source, distribution.assetId, _epochOf(id), via, holder);
        entitled = weight.fullMulDiv(distribution.funded, distribution.supply);
        amount = distribution.isPartPaid ? entitled - _partPaid[id][via][holder] : entitled;
    }

    function _known(uint256 id) private view returns (Distribution storage distribution) {
        distribution = _distributions[id];
        require(address(distribution.token) != address(0), DistributionUnknown(id));
    }

    function _sourceOf(uint256 id) private pure returns (address) {
        return address(uint160(id >> 96));
    }

    function _epochOf(uint256 id) private pure returns (uint24) {
        return uint24(id >> 72);
    }

    function _numberOf(uint256 id) private pure returns (uint72) {
        return uint72(id);
    }
}
