// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ILendingPool } from "../../interfaces/ILendingPool.sol";
import { ILedgerCredit } from "../../interfaces/ILedgerCredit.sol";
import { ILedgerModules } from "../../interfaces/ILedgerModules.sol";
import { IRiskEngine } from "../../interfaces/IRiskEngine.sol";
import { AssetAmount, AssetAmounts } from "../libraries/AssetAmount.sol";
import { PackedList } from "../libraries/PackedList.sol";
import { BalanceBook } from "./BalanceBook.sol";
import { LedgerAccess } from "./LedgerAccess.sol";

/// @title CreditBook
/// @notice What accounts owe, and that they may owe it. The debts themselves live in the lending pools.
abstract contract CreditBook is BalanceBook, LedgerAccess {
    using FixedPointMathLib for uint256;
    using PackedList for uint256;

    struct Credit {
        uint64 debtIds; // see PackedList
        bool borrowsAutomatically;
        address firstPool; // of the first debt, which is most often the only one
    }

    uint256 private constant _BPS = 1e4;
    uint256 private constant _MAX_DEBTS = 4;

    IRiskEngine public immutable RISK;

    /* STORAGE */

    mapping(uint16 assetId => address pool) public override lendingPoolOf;
    mapping(address account => Credit) private _credits;

    constructor(IRiskEngine risk) {
        RISK = risk;
    }

    /* BORROWING */

    /// @inheritdoc ILedgerCredit
    function borrow(uint16 assetId, address account, uint256 amount) external override nonReentrant {
        require(amount != 0, ZeroAmount());
        _requireAuthorised(account);

        _borrow(assetId, account, amount, true);
        _requireHealthy(account);
    }

    /// @inheritdoc ILedgerCredit
    function repay(uint16 assetId, address account, address payer, uint256 amount)
        external
        override
        nonReentrant
        returns (uint256 repaid)
    {
        if (!isModule[msg.sender]) _requireAuthorised(payer);

        address pool = _poolOf(assetId);
        repaid = ILendingPool(pool).repay(account, amount);
        if (repaid != 0) _transfer(assetId, payer, pool, repaid, false);
        _dropIfRepaid(assetId, account, pool);

        emit DebtRepaid(assetId, account, payer, repaid);

        // Whoever pays for himself has less debt than collateral less; see design.md.
        if (payer != account) _requireHealthy(payer);
    }

    /* PAYMENTS */

    /// @inheritdoc ILedgerCredit
    function setAutoBorrow(address account, bool isAllowed) external override nonReentrant {
        _requireAuthorised(account);

        _credits[account].borrowsAutomatically = isAllowed;

        emit AutoBorrowSet(account, isAllowed);
    }

    /// @inheritdoc ILedgerModules
    function collect(uint16 assetId, address account, address to, uint256 amount, address rewardTo, uint256 rewardBps)
        external
        override
        onlyModule
        nonReentrant
        returns (uint256 collected)
    {
        uint256 unlocked = _balances[account][assetId].word.unlocked();
        if (amount > unlocked && borrowsAutomatically(account)) {
            // What fails is as if it had not been tried. Whoever leaves too little gas for it leaves too little for the rest.
            try this.collectOnCredit(assetId, account, to, amount, rewardTo, rewardBps) {
                return amount;
            } catch { }
        }

        collected = amount.min(unlocked);
        _collect(assetId, account, to, collected, rewardTo, rewardBps);
    }

    /// @inheritdoc ILedgerCredit
    function collectOnCredit(
        uint16 assetId,
        address account,
        address to,
        uint256 amount,
        address rewardTo,
        uint256 rewardBps
    ) external override {
        require(msg.sender == address(this), NotSelf(msg.sender));

        _borrowLacking(assetId, account, amount);
        _collect(assetId, account, to, amount, rewardTo, rewardBps);
        _requireHealthyNow(account);
    }

    /// @inheritdoc ILedgerModules
    function charge(uint16 assetId, address account, address to, uint256 amount, address feeTo, uint256 fee, bool pins)
        external
        override
        onlyModule
        nonReentrant
    {
        _requireOpensAllowed(assetId);

        _borrowLacking(assetId, account, amount + fee);
        _transferBoth(assetId, account, to, amount, feeTo, fee, pins, false);
        _requireHealthy(account);
    }

    /// @inheritdoc ILedgerCredit
    function writeOff(uint16 assetId, address account)
        external
        override
        onlyModule
        nonReentrant
        returns (uint256 loss)
    {
        address pool = _poolOf(assetId);
        loss = ILendingPool(pool).writeOff(account);
        _dropIfRepaid(assetId, account, pool);

        emit LossWrittenOff(assetId, account, loss);
    }

    /* VIEWS */

    /// @inheritdoc ILedgerCredit
    function debtsOf(address account) external view override returns (uint16[] memory) {
        return uint256(_credits[account].debtIds).toArray();
    }

    /// @inheritdoc ILedgerCredit
    function borrowsAutomatically(address account) public view override returns (bool) {
        return _credits[account].borrowsAutomatically;
    }

    /// @inheritdoc ILedgerCredit
    function creditOf(address account)
        public
        view
        override
        returns (AssetAmount[] memory held, AssetAmount[] memory owed)
    {
        uint256 list = _lists[account];
        held = new AssetAmount[](list.length());
        mapping(uint16 assetId => Balance) storage balances = _balances[account];
        // Cannot overflow: the list ends after 16 places. This is the loop that each further collateral pays for.
        unchecked {
            for (uint256 i; list != 0; ++i) {
                uint16 assetId = list.idAt(0);
                held[i] = AssetAmounts.pack(assetId, balances[assetId].word.unlocked());
                list = list.tail();
            }
        }

        Credit storage credit = _credits[account];
        list = credit.debtIds;
        owed = new AssetAmount[](list.length());
        for (uint256 i; list != 0; ++i) {
            uint16 assetId = list.idAt(0);
            address pool = i == 0 ? credit.firstPool : lendingPoolOf[assetId];
            owed[i] = AssetAmounts.pack(assetId, ILendingPool(pool).debtOf(account));
            list = list.tail();
        }
    }

    /* INTERNAL */

    /// @dev Borrows what a payment of the account's owner lacks, if he lets it.
    function _borrowLacking(uint16 assetId, address account, uint256 amount) internal {
        uint256 unlocked = _balances[account][assetId].word.unlocked();
        if (amount > unlocked && borrowsAutomatically(account)) _borrow(assetId, account, amount - unlocked, false);
    }

    function _requireWhole(uint16 assetId, Asset storage asset) internal view virtual;

    function _pay(uint16 assetId, address from, address to, uint256 amount) internal {
        if (amount != 0) _transfer(assetId, from, to, amount, false);
    }

    /// @dev Without debt no price is read, and nothing can stand in the way.
    function _requireHealthyNow(address account) internal view override {
        if (_credits[account].debtIds == 0) return;

        (AssetAmount[] memory held, AssetAmount[] memory owed) = creditOf(account);
        RISK.requireHealthy(account, held, owed);
    }

    function _requireOpensAllowed(uint16 assetId) private view {
        Asset storage asset = _assets[assetId];
        if (!asset.isShort && !asset.limitsOpens) return;

        uint256 until = asset.opensPausedUntil;
        require(block.timestamp >= until, OpensPaused(assetId, until));
        _requireWhole(assetId, asset);
    }

    /// @dev The reward is rounded down.
    function _collect(uint16 assetId, address account, address to, uint256 amount, address rewardTo, uint256 rewardBps)
        private
    {
        uint256 reward = rewardTo == address(0) ? 0 : amount.mulDiv(rewardBps, _BPS);

        _transferBoth(assetId, account, to, amount - reward, rewardTo, reward, false, false);
    }

    function _borrow(uint16 assetId, address account, uint256 amount, bool mustList) private {
        address pool = _poolOf(assetId);
        _requireWhole(assetId, _assets[assetId]);
        RISK.requireBorrowable(assetId);

        _addDebt(assetId, account, pool);
        ILendingPool(pool).lend(account, amount);
        _transfer(assetId, pool, account, amount, mustList);

        emit Borrowed(assetId, account, amount);
    }

    function _addDebt(uint16 assetId, address account, address pool) private {
        uint256 debts = _credits[account].debtIds;
        uint256 count = debts.length();
        for (uint256 i; i < count; ++i) {
            if (debts.idAt(i) == assetId) return;
        }
        require(count < _MAX_DEBTS, DebtListFull(account, _MAX_DEBTS));

        _setDebts(account, debts.append(assetId), count == 0 ? pool : _credits[account].firstPool);
    }

    function _dropIfRepaid(uint16 assetId, address account, address pool) private {
        uint256 debts = _credits[account].debtIds;
        if (ILendingPool(pool).debtOf(account) != 0) return;
        for (uint256 i; i < debts.length(); ++i) {
            if (debts.idAt(i) != assetId) continue;

            debts = debts.remove(assetId);
            _setDebts(account, debts, debts == 0 ? address(0) : lendingPoolOf[debts.idAt(0)]);
            return;
        }
    }

    function _setDebts(address account, uint256 debts, address firstPool) private {
        Credit storage credit = _credits[account];
        (credit.debtIds, credit.firstPool) = (uint64(debts), firstPool);
    }

    function _poolOf(uint16 assetId) private view returns (address pool) {
        pool = lendingPoolOf[assetId];
        require(pool != address(0), NoLendingPool(assetId));
    }
}
