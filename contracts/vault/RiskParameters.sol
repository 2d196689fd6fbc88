// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { ICustodyRegistry } from "../../interfaces/ICustodyRegistry.sol";
import { IRiskEngine, RiskFactors, RiskIncrease } from "../../interfaces/IRiskEngine.sol";
import { InitialFactors } from "../libraries/InitialFactors.sol";

/// @title RiskParameters
/// @notice How each asset counts, what the ledger takes of it, and who may change that how fast.
abstract contract RiskParameters is IRiskEngine, AccessManaged {
    using InitialFactors for uint256;

    /// @dev A maintenance factor on its way from one value to another.
    struct Ramp {
        uint16 from; // bps
        uint16 to; // bps
        uint40 startedAt; // Unix seconds; 0 = it is there
    }

    struct Parameters {
        Ramp collateralMaint;
        Ramp debtMaint;
        uint40 borrowingPausedUntil; // Unix seconds
        bool isStock; // listed in the custody registry
        //
        uint48 depositCap; // whole tokens
        uint40 capLoosenedAt; // Unix seconds
        uint40 collateralLoosenedAt; // Unix seconds
        uint40 debtLoosenedAt; // Unix seconds
    }

    uint256 internal constant _BPS = 1e4;
    uint256 private constant _RAMP_SECONDS = 7 days;
    uint256 private constant _LOOSENING_SECONDS = 1 days;
    uint256 private constant _LOOSENING_DIVISOR = 5;
    uint256 private constant _PAUSE_SECONDS = 72 hours;
    uint256 private constant _PAUSE_AGAIN_SECONDS = 7 days;

    /// @notice The highest factor of any collateral, bps.
    uint256 public constant MAX_COLLATERAL_FACTOR = 9500;

    /// @notice The highest weight of any debt, bps.
    uint256 public constant MAX_DEBT_FACTOR = 30_000;

    /// @notice The most decimals of a token that counts.
    uint8 public constant MAX_DECIMALS = 36;

    ICustodyRegistry public immutable REGISTRY;

    /* STORAGE */

    ICollateralVault public ledger;

    mapping(uint16 assetId => Parameters) internal _parameters;
    mapping(uint256 group => uint256 lanes) internal _initialFactors; // see InitialFactors
    mapping(uint16 assetId => mapping(RiskIncrease what => uint256 unixSeconds)) public override pausedAt;

    constructor(address manager, ICustodyRegistry registry) AccessManaged(manager) {
        REGISTRY = registry;
    }

    /* GOVERNANCE */

    /// @inheritdoc IRiskEngine
    function setLedger(address ledger_) external override restricted {
        require(address(ledger) == address(0), LedgerNamed(address(ledger)));

        ledger = ICollateralVault(ledger_);
    }

    /// @inheritdoc IRiskEngine
    function setFactors(uint16 assetId, RiskFactors calldata factors) external override restricted {
        (address token, uint8 decimals) = ledger.assetOf(assetId);
        require(decimals <= MAX_DECIMALS, RiskDecimalsTooMany(assetId, decimals, MAX_DECIMALS));
        _requireOrdered(factors);

        Parameters storage parameters = _parameters[assetId];
        uint256 lane = _laneOf(assetId);
        bool isFirst = !lane.isKnown();
        require(factors.debtInit != 0 || lane.debtFactorOf() == 0, DebtWeightNeeded(assetId));
        if (isFirst) {
            parameters.depositCap = type(uint48).max;
            parameters.isStock = REGISTRY.isListed(token);
            if (parameters.isStock) lane = lane.withUnbacked(!REGISTRY.isBacked(token));
        }
        bool isCut = !isFirst && factors.collateralMaint < _valueOf(parameters.collateralMaint);
        bool isRise = !isFirst && factors.debtMaint > _valueOf(parameters.debtMaint);
        parameters.collateralMaint = _rampTo(parameters.collateralMaint, factors.collateralMaint, isCut);
        parameters.debtMaint = _rampTo(parameters.debtMaint, factors.debtMaint, isRise);
        _setLane(assetId, lane.withFactors(factors.collateralInit, factors.debtInit, decimals));

        emit RiskFactorsSet(assetId, factors, block.timestamp + (isCut || isRise ? _RAMP_SECONDS : 0));
    }

    /// @inheritdoc IRiskEngine
    function setInitialFactors(uint16 assetId, uint16 collateralInit, uint16 debtInit) external override restricted {
        Parameters storage parameters = _parameters[assetId];
        RiskFactors memory factors = targetFactorsOf(assetId);
        require((debtInit == 0) == (factors.debtInit == 0), DebtWeightNeeded(assetId));
        parameters.collateralLoosenedAt =
            _loosen(collateralInit, factors.collateralInit, parameters.collateralLoosenedAt);
        parameters.debtLoosenedAt = _loosenDown(debtInit, factors.debtInit, parameters.debtLoosenedAt);
        (factors.collateralInit, factors.debtInit) = (collateralInit, debtInit);
        _requireOrdered(factors);

        uint256 lane = _laneOf(assetId);
        _setLane(assetId, lane.withFactors(collateralInit, debtInit, lane.decimalsOf()));

        emit RiskFactorsSet(assetId, factors, block.timestamp);
    }

    /// @inheritdoc IRiskEngine
    function setDepositCap(uint16 assetId, uint48 depositCap) external override restricted {
        Parameters storage parameters = _known(assetId);
        parameters.capLoosenedAt = _loosen(depositCap, parameters.depositCap, parameters.capLoosenedAt);

        _setDepositCap(assetId, depositCap);
    }

    /// @inheritdoc IRiskEngine
    function resetDepositCap(uint16 assetId, uint48 depositCap) external override restricted {
        _known(assetId);

        _setDepositCap(assetId, depositCap);
    }

    /// @inheritdoc IRiskEngine
    function pause(uint16 assetId, RiskIncrease what) external override restricted {
        Parameters storage parameters = _known(assetId);
        uint256 lastAt = pausedAt[assetId][what];
        uint256 againAt = lastAt + _PAUSE_AGAIN_SECONDS;
        require(lastAt == 0 || block.timestamp >= againAt, PauseRepeated(assetId, what, againAt));

        pausedAt[assetId][what] = block.timestamp;
        uint256 until = _pausedUntil(assetId, what);

        emit RiskIncreasePaused(assetId, what, until);

        if (what == RiskIncrease.BORROWING) parameters.borrowingPausedUntil = uint40(until);
        else _restrict(assetId);
    }

    /// @inheritdoc IRiskEngine
    function setBacking(address token, bool isBacked) external override {
        require(msg.sender == address(REGISTRY), NotCustodyRegistry(msg.sender));
        uint16 assetId = ledger.assetIdOf(token);
        uint256 lane = _laneOf(assetId);
        if (!lane.isKnown()) return;

        _setLane(assetId, lane.withUnbacked(!isBacked));

        emit CollateralBackingSet(assetId, isBacked);
    }

    /// @inheritdoc IRiskEngine
    function setShort(uint16 assetId, bool isShort) external override {
        require(msg.sender == address(ledger), NotNamedLedger(msg.sender));

        _setLane(assetId, _laneOf(assetId).withShort(isShort));
    }

    /* VIEWS */

    /// @inheritdoc IRiskEngine
    function factorsOf(uint16 assetId) public view override returns (RiskFactors memory factors) {
        Parameters storage parameters = _parameters[assetId];
        uint256 lane = _laneOf(assetId);
        factors.collateralInit = uint16(lane.countedOf());
        factors.collateralMaint = uint16(_valueOf(parameters.collateralMaint));
        factors.debtInit = lane.debtFactorOf();
        factors.debtMaint = uint16(_valueOf(parameters.debtMaint));
    }

    /// @inheritdoc IRiskEngine
    function targetFactorsOf(uint16 assetId) public view override returns (RiskFactors memory factors) {
        Parameters storage parameters = _known(assetId);
        uint256 lane = _laneOf(assetId);
        factors.collateralInit = lane.factorOf();
        factors.collateralMaint = parameters.collateralMaint.to;
        factors.debtInit = lane.debtFactorOf();
        factors.debtMaint = parameters.debtMaint.to;
    }

    /// @inheritdoc IRiskEngine
    function depositCapOf(uint16 assetId) external view override returns (uint48) {
        return _known(assetId).depositCap;
    }

    /// @inheritdoc IRiskEngine
    function isUnbacked(uint16 assetId) external view override returns (bool) {
        return _laneOf(assetId).isUnbacked();
    }

    /* INTERNAL */

    /// @dev Where a ramp is now, bps.
    function _valueOf(Ramp memory ramp) internal view returns (uint256) {
        uint256 elapsed = block.timestamp - ramp.startedAt;
        if (elapsed >= _RAMP_SECONDS) return ramp.to;
        return (ramp.from * (_RAMP_SECONDS - elapsed) + ramp.to * elapsed) / _RAMP_SECONDS;
    }

    function _laneOf(uint16 assetId) internal view returns (uint256) {
        return _initialFactors[assetId / InitialFactors.ASSETS].laneOf(assetId);
    }

    /// @dev What changes at once starts where it ends.
    function _rampTo(Ramp memory ramp, uint16 to, bool isGradual) private view returns (Ramp memory) {
        uint16 from = isGradual ? uint16(_valueOf(ramp)) : to;
        return Ramp({ from: from, to: to, startedAt: isGradual ? uint40(block.timestamp) : 0 });
    }

    function _setLane(uint16 assetId, uint256 lane) private {
        uint256 group = assetId / InitialFactors.ASSETS;
        _initialFactors[group] = _initialFactors[group].withLane(assetId, lane);
    }

    function _setDepositCap(uint16 assetId, uint48 depositCap) private {
        _parameters[assetId].depositCap = depositCap;

        emit DepositCapSet(assetId, depositCap);

        _restrict(assetId);
    }

    /// @dev Tells the ledger, which looks nowhere else when it takes a deposit.
    function _restrict(uint16 assetId) private {
        ledger.setRestrictions(
            assetId,
            _parameters[assetId].depositCap,
            uint40(_pausedUntil(assetId, RiskIncrease.DEPOSITS)),
            uint40(_pausedUntil(assetId, RiskIncrease.OPENS))
        );
    }

    function _pausedUntil(uint16 assetId, RiskIncrease what) private view returns (uint256) {
        uint256 startedAt = pausedAt[assetId][what];
        return startedAt == 0 ? 0 : startedAt + _PAUSE_SECONDS;
    }

    /// @dev Checks a step upwards that loosens. Returns when the value was loosened last.
    function _loosen(uint256 value, uint256 present, uint40 loosenedAt) private view returns (uint40) {
        if (value <= present) return loosenedAt;

        uint256 most = _isLoosenable(loosenedAt) ? present + present / _LOOSENING_DIVISOR : present;
        require(value <= most, LoosenedTooFast(value, most));
        return uint40(block.timestamp);
    }

    /// @dev Checks a step downwards that loosens, as that of a debt's weight does.
    function _loosenDown(uint256 value, uint256 present, uint40 loosenedAt) private view returns (uint40) {
        if (value >= present) return loosenedAt;

        uint256 least = _isLoosenable(loosenedAt) ? present - present / _LOOSENING_DIVISOR : present;
        require(value >= least, LoosenedTooFast(value, least));
        return uint40(block.timestamp);
    }

    function _isLoosenable(uint40 loosenedAt) private view returns (bool) {
        return block.timestamp >= uint256(loosenedAt) + _LOOSENING_SECONDS;
    }

    function _known(uint16 assetId) private view returns (Parameters storage parameters) {
        require(_laneOf(assetId).isKnown(), RiskAssetUnlisted(assetId));
        return _parameters[assetId];
    }

    function _requireOrdered(RiskFactors memory f) private pure {
        bool isCollateralOrdered = f.collateralInit <= f.collateralMaint && f.collateralMaint <= MAX_COLLATERAL_FACTOR;
        bool isDebtOrdered = f.debtInit == 0 || f.debtMaint <= f.debtInit;
        bool isDebtBounded = f.debtMaint >= _BPS && f.debtMaint <= MAX_DEBT_FACTOR && f.debtInit <= MAX_DEBT_FACTOR;
        require(isCollateralOrdered && isDebtOrdered && isDebtBounded, RiskFactorsInvalid(f));
    }
}
