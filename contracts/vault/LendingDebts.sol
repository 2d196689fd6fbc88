// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAccessManager } from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { IInterestRateModel } from "../../interfaces/IInterestRateModel.sol";
import { ILendingPool } from "../../interfaces/ILendingPool.sol";
import { Roles } from "../libraries/Roles.sol";

/// @title LendingDebts
/// @notice The side of a lending pool that borrowers see: what each owes, and how it grows.
/// @dev A debt share is rounded up when it is owed and down when it is repaid, and a debt up when it is read. So the
/// lenders' assets never fall by a rounding. Interest is exp(rate * time) of the index, exact to 1e-18 of the debt for
/// each accrual, however much time has passed.
abstract contract LendingDebts is ILendingPool, ReentrancyGuardTransient {
    using FixedPointMathLib for uint256;
    using SafeCast for uint256;

    struct Debts {
        uint128 index; // token units a debt share, INDEX_SCALE
        uint48 ratePerSecond; // WAD, set by the utilisation after the last action
        uint40 accruedAt; // Unix seconds
        uint16 assetId;
        uint16 reserveFactorBps;
        bool awaitsDividend; // whether repaying may cost a dividend
        //
        uint160 shares; // of all accounts
        uint96 reserve; // the insurance's part of the interest that is not minted yet, token units
    }

    uint256 private constant WAD = 1e18;
    uint256 private constant BPS = 1e4;
    uint256 private constant YEAR_SECONDS = 365 days;
    uint256 private constant CAP_RAISE_SECONDS = 1 days;

    /// @dev An index starts at 1e27, where a token unit is 1e9 debt shares. So a token without decimals can be repaid a
    /// unit at a time.
    uint256 private constant INDEX_SCALE = 1e36;
    uint128 private constant FIRST_INDEX = 1e27;

    /// @dev Rate times time of one accrual, WAD; reached after 4 years at the highest rate without any action.
    uint256 private constant MAX_EXPONENT = 20e18;

    /// @notice The largest part of the interest that may go to the insurance.
    uint256 public constant MAX_RESERVE_FACTOR_BPS = 5000;

    ICollateralVault public immutable VAULT;
    IAccessManager public immutable MANAGER;

    /* STORAGE */

    Debts private _debts;
    //
    IInterestRateModel private _model;
    uint96 private _debtCap; // token units
    //
    uint40 private _capRaisedAt; // Unix seconds
    //
    mapping(address account => uint256 debtShares) public override debtSharesOf;

    modifier onlyLedger() {
        require(msg.sender == address(VAULT), NotLedger(msg.sender));
        _;
    }

    modifier onlyRole(uint64 roleId) {
        require(_hasRole(roleId), RoleNeeded(msg.sender, roleId));
        _;
    }

    constructor(ICollateralVault vault, IAccessManager manager) {
        VAULT = vault;
        MANAGER = manager;
    }

    /* TERMS */

    /// @inheritdoc ILendingPool
    function setInterest(IInterestRateModel model, uint256 reserveFactorBps)
        external
        override
        nonReentrant
        onlyRole(Roles.GOVERNOR)
    {
        Debts memory debts = _accrued();

        _setInterest(debts, model, reserveFactorBps);
        _store(debts, cash());
    }

    /// @inheritdoc ILendingPool
    function setDebtCap(uint256 debtCap_) external override {
        bool isGovernor = _hasRole(Roles.GOVERNOR);
        require(isGovernor || _hasRole(Roles.RISK), RoleNeeded(msg.sender, Roles.RISK));

        uint256 present = _debtCap;
        uint256 most = block.timestamp >= _capRaisedAt + CAP_RAISE_SECONDS ? present + present / 5 : present;
        require(isGovernor || debtCap_ <= most, DebtCapRaisedTooFast(debtCap_, most));

        if (debtCap_ > present) _capRaisedAt = uint40(block.timestamp);
        _setDebtCap(debtCap_);
    }

    /* FOR THE LEDGER */

    /// @inheritdoc ILendingPool
    function lend(address account, uint256 amount) external override onlyLedger nonReentrant {
        Debts memory debts = _accrued();
        uint256 held = cash();
        require(amount <= held, PoolCashExceeded(amount, held));

        uint256 debtShares = amount.fullMulDivUp(INDEX_SCALE, debts.index);
        debts.shares = (debts.shares + debtShares).toUint160();
        uint256 owed = _assetsOf(debts);
        require(owed <= _debtCap, DebtCapExceeded(owed, _debtCap));

        debtSharesOf[account] += debtShares;
        _store(debts, held - amount);

        emit Lent(account, amount, debtShares);
    }

    /// @inheritdoc ILendingPool
    function repay(address account, uint256 amount) external override onlyLedger nonReentrant returns (uint256 repaid) {
        Debts memory debts = _accrued();
        uint256 debtShares = debtSharesOf[account];
        uint256 owed = debtShares.fullMulDivUp(debts.index, INDEX_SCALE);

        uint256 growth = WAD + (debts.awaitsDividend ? dividendOnRepaid() : 0);
        repaid = amount.min(owed.fullMulDivUp(growth, WAD));
        uint256 settled = owed.min(repaid.fullMulDiv(WAD, growth));

        // Less than the debt, rounded up, is less than all of its shares.
        if (settled < owed) debtShares = settled.fullMulDiv(INDEX_SCALE, debts.index);

        _forgive(debts, account, debtShares);
        _store(debts, cash() + repaid);
        if (repaid != settled) _keepDividend(account, repaid - settled);

        emit Repaid(account, repaid, debtShares);
    }

    /// @inheritdoc ILendingPool
    function writeOff(address account) external override onlyLedger nonReentrant returns (uint256 loss) {
        Debts memory debts = _accrued();
        uint256 debtShares = debtSharesOf[account];
        require(debtShares != 0, NoDebt(account));
        loss = debtShares.fullMulDivUp(debts.index, INDEX_SCALE);

        _mintReserve(debts);
        _debts = debts;
        _bearLoss(account, loss);
        _forgive(debts, account, debtShares);
        _store(debts, cash());

        emit DebtWrittenOff(account, loss);
    }

    /* INTEREST */

    /// @inheritdoc ILendingPool
    function accrue() external override nonReentrant {
        Debts memory debts = _accrued();

        _mintReserve(debts);
        _store(debts, cash());
    }

    /* VIEWS */

    /// @inheritdoc ILendingPool
    function dividendOnRepaid() public view virtual override returns (uint256);

    /// @inheritdoc ILendingPool
    function assetId() public view override returns (uint16) {
        return _debts.assetId;
    }

    /// @inheritdoc ILendingPool
    function cash() public view override returns (uint256) {
        return VAULT.balanceOf(address(this), _debts.assetId);
    }

    /// @inheritdoc ILendingPool
    function debtOf(address account) external view override returns (uint256) {
        uint256 debtShares = debtSharesOf[account];
        if (debtShares == 0) return 0;

        // As his shares are a part of all, there are some, and the index has grown.
        return debtShares.fullMulDivUp(_indexAfter(_debts.index, _debts.ratePerSecond, _debts.accruedAt), INDEX_SCALE);
    }

    /// @inheritdoc ILendingPool
    function totalDebt() public view override returns (uint256) {
        (Debts memory debts,,) = _present();
        return _assetsOf(debts);
    }

    /// @inheritdoc ILendingPool
    function totalDebtShares() external view override returns (uint256) {
        return _debts.shares;
    }

    /// @inheritdoc ILendingPool
    function debtIndex() public view override returns (uint256) {
        (Debts memory debts,,) = _present();
        return debts.index;
    }

    /// @inheritdoc ILendingPool
    function reserve() external view override returns (uint256) {
        (Debts memory debts,,) = _present();
        return debts.reserve;
    }

    /// @inheritdoc ILendingPool
    function debtCap() external view override returns (uint256) {
        return _debtCap;
    }

    /// @inheritdoc ILendingPool
    function maxLend() external view override returns (uint256) {
        return cash().min(uint256(_debtCap).zeroFloorSub(totalDebt()));
    }

    /// @inheritdoc ILendingPool
    function borrowRate() external view override returns (uint256) {
        return _model.ratePerYear(cash(), totalDebt());
    }

    /// @inheritdoc ILendingPool
    function interestTerms() external view override returns (IInterestRateModel model, uint256 reserveFactorBps) {
        return (_model, _debts.reserveFactorBps);
    }

    /* INTERNAL */

    /// @dev Mints the insurance's shares for the reserve, at the price before, and empties it.
    function _mintReserve(Debts memory debts) internal virtual;

    /// @dev Keeps for the lenders of the latest record what was paid on top of a debt.
    function _keepDividend(address account, uint256 assets) internal virtual;

    /// @dev Decides who pays for a debt, while it still counts among the assets.
    function _bearLoss(address account, uint256 loss) internal virtual;

    function _openDebts(uint16 assetId_, IInterestRateModel model, uint256 reserveFactorBps, uint256 debtCap_)
        internal
    {
        Debts memory debts;
        (debts.index, debts.accruedAt, debts.assetId) = (FIRST_INDEX, uint40(block.timestamp), assetId_);

        _setInterest(debts, model, reserveFactorBps);
        _store(debts, 0);
        _setDebtCap(debtCap_);
    }

    /// @dev Makes all debts grow by `factor` (WAD) at once, and returns by how much.
    function _growDebts(uint256 factor) internal returns (uint256 growth) {
        Debts memory debts = _accrued();
        uint256 owed = _assetsOf(debts);

        debts.index = _grown(debts.index, WAD + factor);
        debts.awaitsDividend = false;
        growth = _assetsOf(debts) - owed;
        _store(debts, cash());
    }

    function _awaitDividend() internal {
        _debts.awaitsDividend = true;
    }

    /// @dev Books the interest to now, and prices the time from now on by the cash that there will be.
    function _settleInterest(uint256 cashAfter) internal {
        _store(_accrued(), cashAfter);
    }

    /// @dev What belongs to nobody but the lenders, before dividends: cash and debts less the insurance's reserve.
    function _lenderAssets() internal view returns (uint256) {
        (Debts memory debts,,) = _present();
        return cash() + _assetsOf(debts) - debts.reserve;
    }

    /// @dev The debts with the interest to now, to be stored by the caller.
    function _accrued() private returns (Debts memory debts) {
        uint256 interest;
        uint256 reserved;
        (debts, interest, reserved) = _present();

        if (interest != 0) emit InterestAccrued(interest, reserved, debts.index);
    }

    function _store(Debts memory debts, uint256 cashAfter) private {
        uint256 perYear = _model.ratePerYear(cashAfter, _assetsOf(debts));
        debts.ratePerSecond = uint48(FixedPointMathLib.min(perYear / YEAR_SECONDS, type(uint48).max));

        _debts = debts;
    }

    function _forgive(Debts memory debts, address account, uint256 debtShares) private {
        debts.shares -= uint160(debtShares);
        debtSharesOf[account] -= debtShares;
    }

    function _setInterest(Debts memory debts, IInterestRateModel model, uint256 reserveFactorBps) private {
        require(
            reserveFactorBps <= MAX_RESERVE_FACTOR_BPS, ReserveFactorTooHigh(reserveFactorBps, MAX_RESERVE_FACTOR_BPS)
        );

        debts.reserveFactorBps = uint16(reserveFactorBps);
        _model = model;

        emit InterestSet(model, reserveFactorBps);
    }

    function _setDebtCap(uint256 debtCap_) private {
        _debtCap = debtCap_.toUint96();

        emit DebtCapSet(debtCap_);
    }

    function _hasRole(uint64 roleId) private view returns (bool) {
        (bool isMember, uint32 delay) = MANAGER.hasRole(roleId, msg.sender);
        return isMember && delay == 0;
    }

    /// @dev The debts with the interest to now. Never reverts, or nobody could repay.
    function _present() private view returns (Debts memory debts, uint256 interest, uint256 reserved) {
        debts = _debts;
        uint256 elapsed = block.timestamp - debts.accruedAt;
        if (elapsed == 0) return (debts, 0, 0);

        debts.accruedAt = uint40(block.timestamp);
        if (debts.shares == 0) return (debts, 0, 0);

        uint256 owed = _assetsOf(debts);
        debts.index = _indexAfter(debts.index, debts.ratePerSecond, block.timestamp - elapsed);
        interest = _assetsOf(debts) - owed;
        reserved = FixedPointMathLib.min(interest * debts.reserveFactorBps / BPS, type(uint96).max - debts.reserve);
        debts.reserve += uint96(reserved);
    }

    /// @dev The index now, if anybody has owed anything since `accruedAt`.
    function _indexAfter(uint256 index, uint256 ratePerSecond, uint256 accruedAt) private view returns (uint128) {
        uint256 exponent = FixedPointMathLib.min(ratePerSecond * (block.timestamp - accruedAt), MAX_EXPONENT);
        return _grown(index, uint256(FixedPointMathLib.expWad(int256(exponent))));
    }

    /// @dev At its end, an index stays: it is 1e11 times its start then.
    function _grown(uint256 index, uint256 growth) private pure returns (uint128) {
        return uint128(index.mulDivUp(growth, WAD).min(type(uint128).max));
    }

    function _assetsOf(Debts memory debts) private pure returns (uint256) {
        return uint256(debts.shares).fullMulDiv(debts.index, INDEX_SCALE);
    }
}
