// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { ILendingPool } from "../../interfaces/ILendingPool.sol";
import { Closing, CollateralOrder, ILiquidation } from "../../interfaces/ILiquidation.sol";
import { IOracleListing } from "../../interfaces/IOracleListing.sol";
import { IPerpetualOptions } from "../../interfaces/IPerpetualOptions.sol";
import { IPriceOracle, Observation } from "../../interfaces/IPriceOracle.sol";
import { Health, IRiskEngine } from "../../interfaces/IRiskEngine.sol";
import { AssetAmount } from "../libraries/AssetAmount.sol";
import { LiquidationMath, Lot } from "../libraries/LiquidationMath.sol";
import { PriceWord } from "../libraries/PriceWord.sol";

/// @title Liquidation
/// @notice See `ILiquidation`.
contract Liquidation is ILiquidation, ReentrancyGuardTransient {
    using FixedPointMathLib for uint256;
    using LiquidationMath for Lot;
    using PriceWord for Observation;

    struct Mark {
        uint40 at; // Unix seconds
        uint64 heldAt; // up to four ids of assets whose pools hold withdrawals for the account
    }

    /// @dev What orders one after another pay with the same asset: it is repaid at once, as each repayment costs gas.
    struct Payment {
        uint16 debtId;
        uint256 paid; // token units
        uint256 excess; // the part of it beyond the debt, token units
    }

    uint256 private constant _WAD = 1e18;
    uint256 private constant _BPS = 1e4;
    uint256 private constant _ID_BITS = 16;

    /// @notice How long a mark lives.
    uint256 public constant MARK_SECONDS = 24 hours;

    ICollateralVault public immutable VAULT;
    IRiskEngine public immutable RISK;
    IPriceOracle public immutable ORACLE;
    IOracleListing public immutable LISTING; // the same contract
    IPerpetualOptions public immutable OPTIONS;
    address public immutable INSURANCE;

    mapping(address account => Mark) private _marks;

    constructor(
        ICollateralVault vault,
        IRiskEngine risk,
        IPriceOracle oracle,
        IPerpetualOptions options,
        address insurance
    ) {
        VAULT = vault;
        RISK = risk;
        ORACLE = oracle;
        LISTING = IOracleListing(address(oracle));
        OPTIONS = options;
        INSURANCE = insurance;
    }

    /* MARKS */

    /// @inheritdoc ILiquidation
    function mark(address account) external override nonReentrant {
        Health memory health = _healthOf(account);
        require(_isLiquidatable(health), AccountHealthy(account, health.collateral, health.debt));

        if (markedAt(account) == 0) {
            _marks[account].at = uint40(block.timestamp);
            emit AccountMarked(account, msg.sender);
        }

        // What it owes may have changed since the last mark.
        _releaseWithdrawals(account);
        if (isUnderWater(account)) _holdWithdrawals(account);
    }

    /// @inheritdoc ILiquidation
    function unmark(address account) external override nonReentrant {
        Health memory health = _healthOf(account);
        require(_marks[account].at != 0, AccountNotMarked(account));
        require(!_isLiquidatable(health), AccountNotHealthy(account, health.collateral, health.debt));

        _endMark(account);
    }

    /* LIQUIDATION */

    /// @inheritdoc ILiquidation
    function liquidate(
        address account,
        address liquidator,
        Closing[] calldata closings,
        CollateralOrder[] calldata orders
    ) external override nonReentrant {
        uint256 elapsed = _sinceMark(account);
        if (orders.length != 0) _requireLiquidator(account, liquidator);
        Health memory health = _healthOf(account);
        require(_isLiquidatable(health), AccountHealthy(account, health.collateral, health.debt));

        if (_net(account)) health = _healthOf(account);
        if (closings.length != 0) health = _close(account, closings, health);
        if (orders.length != 0 && _missing(health) != 0) {
            uint256 positions = OPTIONS.positionsOf(account).length;
            require(positions == 0, PositionsComeFirst(account, positions));

            _sell(account, liquidator, orders, health, elapsed);
        }

        _finish(account);
    }

    /* VIEWS */

    /// @inheritdoc ILiquidation
    function markedAt(address account) public view override returns (uint256 at) {
        at = _marks[account].at;
        if (block.timestamp >= at + MARK_SECONDS) at = 0;
    }

    /// @inheritdoc ILiquidation
    function salePriceOf(address account, uint16 collateralId, uint16 debtId) external view override returns (uint256) {
        Lot memory lot;
        _loadDebt(lot, account, debtId);
        bool isClosed = _loadCollateral(lot, account, collateralId);
        return lot.salePrice(LiquidationMath.discount(_sinceMark(account), isClosed), isClosed);
    }

    /// @inheritdoc ILiquidation
    function isUnderWater(address account) public view override returns (bool) {
        (AssetAmount[] memory held, AssetAmount[] memory owed) = VAULT.creditOf(account);
        (uint256 optionValue, uint256 funding) = OPTIONS.marginOf(account);
        return _valueOf(held) + optionValue.zeroFloorSub(funding) < _valueOf(owed);
    }

    /* INTERNAL: STEPS */

    /// @dev Repays what the account owes with what it has of the same tokens, which costs it nothing.
    function _net(address account) private returns (bool netted) {
        uint16[] memory debtIds = VAULT.debtsOf(account);
        for (uint256 i; i < debtIds.length; ++i) {
            uint256 amount = _repayFrom(account, account, debtIds[i]);
            if (amount == 0) continue;

            netted = true;
            emit DebtNetted(account, debtIds[i], amount);
        }
    }

    /// @dev Closes positions, each of which but the last leaves the account short of the target.
    function _close(address account, Closing[] calldata closings, Health memory health)
        private
        returns (Health memory)
    {
        uint256 last = closings.length - 1;
        for (uint256 i; i <= last; ++i) {
            uint32 seriesId = closings[i].seriesId;
            if (i == last && i != 0) {
                // What the others paid out may be what the account owes.
                _net(account);
                health = _healthOf(account);
            }
            require(i != last || _missing(health) != 0, ClosingNotNeeded(account, seriesId));

            OPTIONS.liquidate(account, seriesId, closings[i].size);
        }

        _net(account);
        return _healthOf(account);
    }

    /// @dev Carries out orders until the target is reached.
    function _sell(
        address account,
        address liquidator,
        CollateralOrder[] calldata orders,
        Health memory health,
        uint256 elapsed
    ) private {
        Payment memory payment;
        Lot memory lot;
        for (uint256 i; i < orders.length && _missing(health) != 0; ++i) {
            if (orders[i].debtId != payment.debtId) {
                _repay(account, liquidator, payment);
                payment.debtId = orders[i].debtId;
                _loadDebt(lot, account, payment.debtId);
            }
            _sellOne(account, liquidator, orders[i], lot, payment, health, elapsed);
        }
        _repay(account, liquidator, payment);
    }

    /// @dev Carries out one order, and takes what it did off the debt and the account's health.
    function _sellOne(
        address account,
        address liquidator,
        CollateralOrder calldata order,
        Lot memory lot,
        Payment memory payment,
        Health memory health,
        uint256 elapsed
    ) private {
        bool isClosed = _loadCollateral(lot, account, order.collateralId);
        uint256 price = lot.salePrice(LiquidationMath.discount(elapsed, isClosed), isClosed);
        require(price <= order.maxPrice, SalePriceAboveLimit(order.collateralId, price, order.maxPrice));

        (uint256 sold, uint256 paid) = lot.sale(price, _missing(health), order.maxPaid);
        if (sold == 0) return;

        VAULT.move(order.collateralId, account, liquidator, sold);

        uint256 repaid = paid.min(lot.owed);
        payment.paid += paid;
        payment.excess += paid - repaid;
        lot.owed -= repaid;
        health.collateral = health.collateral.zeroFloorSub(lot.collateralWeightUp(sold));
        health.debt = health.debt.zeroFloorSub(lot.debtWeightDown(repaid));

        emit CollateralSold(account, liquidator, order.collateralId, order.debtId, sold, paid, price);
    }

    /// @dev What exceeds the debt goes to the account. Repaying comes last, because the ledger then looks at the liquidator's
    /// health.
    function _repay(address account, address liquidator, Payment memory payment) private {
        if (payment.paid == 0) return;

        if (payment.excess != 0) VAULT.move(payment.debtId, liquidator, account, payment.excess);
        VAULT.repay(payment.debtId, account, liquidator, payment.paid - payment.excess);
        payment.paid = payment.excess = 0;
    }

    /// @dev Ends the mark, or the debts of an account that has nothing left to pay them with.
    function _finish(address account) private {
        if (!_isLiquidatable(_healthOf(account))) return _endMark(account);
        if (OPTIONS.positionsOf(account).length != 0) return;
        (AssetAmount[] memory held, AssetAmount[] memory owed) = VAULT.creditOf(account);
        if (_valueOf(held) >= LiquidationMath.DUST_USD) return;

        _sweep(account, held);
        for (uint256 i; i < owed.length; ++i) {
            uint16 debtId = owed[i].assetId();
            uint256 amount = _repayFrom(INSURANCE, account, debtId);
            if (amount != 0) emit InsuranceRepaid(account, debtId, amount);

            if (_poolOf(debtId).debtOf(account) != 0) VAULT.writeOff(debtId, account);
        }
        _endMark(account);
    }

    /// @dev The insurance gets what is left: it, or the lenders, pay for the account.
    function _sweep(address account, AssetAmount[] memory held) private {
        for (uint256 i; i < held.length; ++i) {
            (uint16 assetId, uint256 amount) = (held[i].assetId(), held[i].amount());
            if (amount == 0 || ORACLE.midOf(assetId) == 0) continue;

            VAULT.move(assetId, account, INSURANCE, amount);
            emit DustSwept(account, assetId, amount);
        }
    }

    function _repayFrom(address payer, address account, uint16 debtId) private returns (uint256) {
        uint256 balance = _unlockedOf(payer, debtId);
        return balance == 0 ? 0 : VAULT.repay(debtId, account, payer, balance);
    }

    /* INTERNAL: MARKS */

    function _endMark(address account) private {
        _releaseWithdrawals(account);
        delete _marks[account];

        emit MarkEnded(account);
    }

    function _holdWithdrawals(address account) private {
        uint16[] memory debtIds = VAULT.debtsOf(account);
        uint256 held;
        for (uint256 i; i < debtIds.length; ++i) {
            _poolOf(debtIds[i]).holdWithdrawals(account);
            held |= uint256(debtIds[i]) << i * _ID_BITS;
        }
        _marks[account].heldAt = uint64(held);
    }

    function _releaseWithdrawals(address account) private {
        uint256 held = _marks[account].heldAt;
        for (; held != 0; held >>= _ID_BITS) {
            _poolOf(uint16(held)).releaseWithdrawals(account);
        }
        _marks[account].heldAt = 0;
    }

    function _sinceMark(address account) private view returns (uint256) {
        uint256 at = markedAt(account);
        require(at != 0, AccountNotMarked(account));
        return block.timestamp - at;
    }

    /* INTERNAL: VALUES */

    function _requireLiquidator(address account, address liquidator) private view {
        require(VAULT.isAuthorised(liquidator, msg.sender), ICollateralVault.NotAuthorised(liquidator, msg.sender));
        require(liquidator != account, InvalidLiquidator(liquidator));
    }

    /// @dev Reverts in a batch that is not checked yet: an account may lack collateral in the middle of one, and its debts
    /// would be given up.
    function _healthOf(address account) private view returns (Health memory) {
        return RISK.maintenanceHealthOf(account);
    }

    function _isLiquidatable(Health memory health) private pure returns (bool) {
        return health.collateral < health.debt;
    }

    /// @dev What the collateral lacks to the target health, USD WAD times bps.
    function _missing(Health memory health) private pure returns (uint256) {
        return health.debt.mulDivUp(LiquidationMath.TARGET_HEALTH_BPS, _BPS).zeroFloorSub(health.collateral);
    }

    function _loadDebt(Lot memory lot, address account, uint16 debtId) private view {
        ILendingPool pool = _poolOf(debtId);
        lot.owed = pool.debtOf(account);
        lot.owedUnit = _unitOf(debtId);
        lot.owedMid = ORACLE.midOf(debtId);
        lot.debtMaintBps = RISK.factorsOf(debtId).debtMaint;

        // Until a dividend of the token is charged, repaying costs it as well. It is no debt yet, so each token that is paid
        // takes less off the debt.
        uint256 dividend = pool.dividendOnRepaid();
        if (dividend == 0) return;
        lot.owed = lot.owed.fullMulDivUp(_WAD + dividend, _WAD);
        lot.debtMaintBps = lot.debtMaintBps.fullMulDiv(_WAD, _WAD + dividend);
    }

    function _loadCollateral(Lot memory lot, address account, uint16 collateralId)
        private
        view
        returns (bool isClosed)
    {
        lot.held = _unlockedOf(account, collateralId);
        lot.unit = _unitOf(collateralId);
        lot.price = ORACLE.intervalOf(collateralId);
        lot.maintBps = RISK.factorsOf(collateralId).collateralMaint;

        isClosed = _isClosed(collateralId);
    }

    function _isClosed(uint16 assetId) private view returns (bool) {
        Observation memory o = LISTING.observationOf(assetId);
        if (o.has(PriceWord.HALTED)) return true;
        return o.calendarId != 0 && !LISTING.calendar().isOpen(uint16(o.calendarId), block.timestamp);
    }

    /// @dev At mids, USD WAD. A token without a price counts for nothing: it was no collateral, and stays its owner's.
    function _valueOf(AssetAmount[] memory amounts) private view returns (uint256 value) {
        for (uint256 i; i < amounts.length; ++i) {
            (uint16 assetId, uint256 amount) = (amounts[i].assetId(), amounts[i].amount());
            if (amount != 0) value += amount.fullMulDiv(ORACLE.midOf(assetId), _unitOf(assetId));
        }
    }

    function _poolOf(uint16 assetId) private view returns (ILendingPool) {
        return ILendingPool(VAULT.lendingPoolOf(assetId));
    }

    function _unlockedOf(address account, uint16 assetId) private view returns (uint256) {
        return VAULT.balanceOf(account, assetId) - VAULT.lockedOf(account, assetId);
    }

    function _unitOf(uint16 assetId) private view returns (uint256) {
        (, uint8 decimals) = VAULT.assetOf(assetId);
        return 10 ** decimals;
    }
}
