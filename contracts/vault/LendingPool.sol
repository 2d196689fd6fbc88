// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC4626Upgradeable } from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC4626Upgradeable.sol";
import { IAccessManager } from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import { IERC4626 } from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { Checkpoints } from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import { ICorporateActions } from "../../interfaces/ICorporateActions.sol";
import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { ILedgerModules } from "../../interfaces/ILedgerModules.sol";
import { IInterestRateModel } from "../../interfaces/IInterestRateModel.sol";
import { ILendingPool } from "../../interfaces/ILendingPool.sol";
import { RecordSnapshots } from "../libraries/RecordSnapshots.sol";
import { Roles } from "../libraries/Roles.sol";
import { LendingDebts } from "./LendingDebts.sol";

/// @title LendingPool
/// @notice The side of a lending pool that lenders see: shares, what holds them back, and what they are owed.
/// @dev Donations do not count: cash is the ledger's balance, which only the protocol can credit.
contract LendingPool is LendingDebts, ERC4626Upgradeable {
    using SafeERC20 for IERC20;
    using RecordSnapshots for Checkpoints.Trace208;
    using SafeCast for uint256;

    struct Hold {
        uint40 startedAt; // Unix seconds, when the first of the accounts was held for
        uint40 accounts; // that withdrawals wait for
        uint96 unclaimedDividends; // token units
    }

    /// @notice The longest that withdrawals wait, and the shortest that they go on after that. A mark lives as long.
    uint256 public constant MAX_HOLD = 24 hours;

    /// @notice The largest dividend that is charged, as D / (P - D): half of the price.
    uint256 public constant MAX_DIVIDEND_FACTOR = 1e18;

    /// @notice The most decimals that a token of a pool has.
    uint8 public constant MAX_DECIMALS = 18;

    /// @dev Shares have six decimals more than the asset. So the first lender cannot make a share so dear that the next
    /// one's deposit is rounded away.
    uint8 private constant DECIMALS_OFFSET = 6;

    address public immutable INSURANCE;

    /* STORAGE */

    Hold private _hold;
    //
    /// @inheritdoc ILendingPool
    uint256 public override totalLoss; // token units
    //
    mapping(address account => uint256 startedAt) private _heldIn; // the hold that the account belongs to
    mapping(address lender => uint24 epoch) private _seenEpochs; // up to which the snapshots are complete; supply's at 0
    mapping(address lender => Checkpoints.Trace208) private _snapshots; // record epoch => shares; the supply's at 0
    mapping(uint256 epoch => uint256 tokenUnits) private _dividends;
    mapping(uint256 epoch => mapping(address lender => bool)) private _isClaimed;
    uint24 private _chargedEpoch; // the last whose dividend was charged
    address private _dividendSource; // who knows what repaying costs meanwhile

    modifier onlyModule() {
        require(VAULT.isModule(msg.sender), ILedgerModules.NotModule(msg.sender));
        _;
    }

    /// @dev What both ERC-4626 ways out pass through, before their limits are checked.
    modifier whileNotHeld() {
        uint256 until = withdrawalsHeldUntil();
        require(until == 0, WithdrawalsWait(until));
        _;
    }

    constructor(ICollateralVault vault, IAccessManager manager, address insurance) LendingDebts(vault, manager) {
        INSURANCE = insurance;
        _disableInitializers();
    }

    /// @inheritdoc ILendingPool
    function initialize(uint16 assetId_, IInterestRateModel model, uint256 reserveFactorBps, uint256 debtCap_)
        external
        override
        initializer
    {
        (address token, uint8 tokenDecimals) = VAULT.assetOf(assetId_);
        require(tokenDecimals <= MAX_DECIMALS, PoolDecimalsExceeded(tokenDecimals, MAX_DECIMALS));

        string memory symbol_ = IERC20Metadata(token).symbol();
        __ERC20_init(string.concat("Evershare lending pool ", symbol_), string.concat("lp", symbol_));
        __ERC4626_init(IERC20(token));
        _openDebts(assetId_, model, reserveFactorBps, debtCap_);

        // The ledger pulls each deposit on from here; nothing stays in the pool itself.
        IERC20(token).forceApprove(address(VAULT), type(uint256).max);
    }

    /* SHARES */

    /// @inheritdoc IERC4626
    function totalAssets() public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        return Math.saturatingSub(_lenderAssets(), _hold.unclaimedDividends);
    }

    /// @inheritdoc IERC4626
    function maxDeposit(address) public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        return VAULT.depositRoomOf(assetId());
    }

    /// @inheritdoc IERC4626
    function maxMint(address receiver) public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        uint256 room = maxDeposit(receiver);
        return room == type(uint256).max ? room : _convertToShares(room, Math.Rounding.Floor);
    }

    /// @inheritdoc IERC4626
    function maxWithdraw(address owner) public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        if (withdrawalsHeldUntil() != 0) return 0;
        return Math.min(_convertToAssets(balanceOf(owner), Math.Rounding.Floor), cash());
    }

    /// @inheritdoc IERC4626
    function maxRedeem(address owner) public view override(ERC4626Upgradeable, IERC4626) returns (uint256) {
        if (withdrawalsHeldUntil() != 0) return 0;
        return Math.min(balanceOf(owner), _convertToShares(cash(), Math.Rounding.Floor));
    }

    /// @inheritdoc IERC4626
    function deposit(uint256 assets, address receiver)
        public
        override(ERC4626Upgradeable, IERC4626)
        nonReentrant
        returns (uint256)
    {
        return super.deposit(assets, receiver);
    }

    /// @inheritdoc IERC4626
    function mint(uint256 shares, address receiver)
        public
        override(ERC4626Upgradeable, IERC4626)
        nonReentrant
        returns (uint256)
    {
        return super.mint(shares, receiver);
    }

    /// @inheritdoc IERC4626
    function withdraw(uint256 assets, address receiver, address owner)
        public
        override(ERC4626Upgradeable, IERC4626)
        nonReentrant
        whileNotHeld
        returns (uint256)
    {
        return super.withdraw(assets, receiver, owner);
    }

    /// @inheritdoc IERC4626
    function redeem(uint256 shares, address receiver, address owner)
        public
        override(ERC4626Upgradeable, IERC4626)
        nonReentrant
        whileNotHeld
        returns (uint256)
    {
        return super.redeem(shares, receiver, owner);
    }

    /* FOR LIQUIDATION */

    /// @inheritdoc ILendingPool
    function holdWithdrawals(address account) external override onlyModule {
        uint256 startedAt = _hold.startedAt;
        if (block.timestamp >= startedAt + 2 * MAX_HOLD) {
            startedAt = block.timestamp;
            (_hold.startedAt, _hold.accounts) = (uint40(startedAt), 0);
        }
        if (block.timestamp >= startedAt + MAX_HOLD || _heldIn[account] == startedAt) return;

        _heldIn[account] = startedAt;
        ++_hold.accounts;

        emit WithdrawalsHeldFor(account, startedAt + MAX_HOLD);
    }

    /// @inheritdoc ILendingPool
    function releaseWithdrawals(address account) external override onlyModule {
        uint256 startedAt = _hold.startedAt;
        if (startedAt == 0 || _heldIn[account] != startedAt) return;

        delete _heldIn[account];
        --_hold.accounts;

        emit WithdrawalsReleasedFor(account);
    }

    /// @inheritdoc ILendingPool
    function withdrawalsHeldUntil() public view override returns (uint256) {
        uint256 until = _hold.startedAt + MAX_HOLD;
        return _hold.accounts != 0 && block.timestamp < until ? until : 0;
    }

    /* DIVIDENDS */

    /// @inheritdoc ILendingPool
    function awaitDividend() external override onlyRole(Roles.CORPORATE_ACTIONS) {
        _dividendSource = msg.sender;
        _awaitDividend();
    }

    /// @inheritdoc ILendingPool
    function chargeDividend(uint256 factor) external override nonReentrant onlyRole(Roles.CORPORATE_ACTIONS) {
        uint24 epoch = _recordEpoch();
        require(factor <= MAX_DIVIDEND_FACTOR, DividendTooLarge(factor, MAX_DIVIDEND_FACTOR));
        require(epoch > _chargedEpoch, DividendNotDue(epoch));

        uint256 assets = _growDebts(factor);
        _chargedEpoch = epoch;
        _addDividend(epoch, assets);

        emit DividendCharged(epoch, factor, assets);
    }

    /// @inheritdoc ILendingPool
    function claimDividend(uint256 epoch, address lender) external override nonReentrant returns (uint256 shares) {
        uint256 supply = epoch > _chargedEpoch ? 0 : supplyAtRecord(epoch);
        uint256 assets = supply == 0 ? 0 : Math.mulDiv(_dividends[epoch], balanceAtRecord(lender, epoch), supply);
        require(assets != 0 && !_isClaimed[epoch][lender], NoDividend(epoch, lender));

        shares = _convertToShares(assets, Math.Rounding.Floor);
        _isClaimed[epoch][lender] = true;
        _hold.unclaimedDividends -= uint96(assets);
        _mint(lender, shares);

        emit DividendClaimed(epoch, lender, assets, shares);
    }

    /// @inheritdoc ILendingPool
    function dividendOnRepaid() public view override returns (uint256) {
        address source = _dividendSource;
        return source == address(0) ? 0 : ICorporateActions(source).dividendDueOf(asset());
    }

    /// @inheritdoc ILendingPool
    function unclaimedDividends() external view override returns (uint256) {
        return _hold.unclaimedDividends;
    }

    /// @inheritdoc ILendingPool
    function balanceAtRecord(address lender, uint256 epoch) public view override returns (uint256) {
        return _snapshots[lender].valueAt(_seenEpochs[lender], _recordEpoch(), epoch, balanceOf(lender));
    }

    /// @inheritdoc ILendingPool
    function supplyAtRecord(uint256 epoch) public view override returns (uint256) {
        return _snapshots[address(0)].valueAt(_seenEpochs[address(0)], _recordEpoch(), epoch, totalSupply());
    }

    /* INTERNAL */

    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override {
        require(assets != 0 && shares != 0, NothingSupplied());

        super._deposit(caller, receiver, assets, shares);
    }

    function _withdraw(address caller, address receiver, address owner, uint256 assets, uint256 shares)
        internal
        override
    {
        require(assets != 0 && shares != 0, NothingSupplied());

        super._withdraw(caller, receiver, owner, assets, shares);
    }

    /// @dev From the wallet on into the ledger.
    function _transferIn(address from, uint256 assets) internal override {
        super._transferIn(from, assets);
        uint256 credited = VAULT.deposit(assetId(), address(this), assets);
        require(credited == assets, SupplyIncomplete(credited, assets));

        _settleInterest(cash());
    }

    /// @dev Out of the ledger to the wallet.
    function _transferOut(address to, uint256 assets) internal override {
        _settleInterest(cash() - assets);

        VAULT.withdraw(assetId(), address(this), to, assets);
    }

    /// @dev Every change of a balance of shares. The snapshots of what is about to change are completed before.
    function _update(address from, address to, uint256 value) internal override {
        uint24 epoch = _recordEpoch();

        _snapshot(from, epoch);
        _snapshot(to, epoch);
        super._update(from, to, value);
    }

    /// @dev Address zero stands for the supply.
    function _snapshot(address lender, uint24 epoch) private {
        if (_seenEpochs[lender] == epoch) return;

        _snapshots[lender].write(epoch, lender == address(0) ? totalSupply() : balanceOf(lender));
        _seenEpochs[lender] = epoch;
    }

    function _mintReserve(Debts memory debts) internal override {
        uint256 assets = debts.reserve;
        uint256 shares = _convertToShares(assets, Math.Rounding.Floor);
        if (shares == 0) return;

        debts.reserve = 0;
        _mint(INSURANCE, shares);

        emit ReserveMinted(assets, shares);
    }

    function _keepDividend(address account, uint256 assets) internal override {
        uint24 epoch = _recordEpoch();
        _addDividend(epoch, assets);

        emit DividendRepaid(epoch, account, assets);
    }

    function _addDividend(uint256 epoch, uint256 assets) private {
        _dividends[epoch] += assets;
        _hold.unclaimedDividends += assets.toUint96();
    }

    function _bearLoss(address account, uint256 loss) internal override {
        uint256 shares = _convertToShares(loss, Math.Rounding.Ceil);
        uint256 insured = loss;
        uint256 held = balanceOf(INSURANCE);
        if (shares > held) (shares, insured) = (held, _convertToAssets(held, Math.Rounding.Floor));

        if (shares != 0) {
            _burn(INSURANCE, shares);
            emit LossInsured(account, insured, shares);
        }
        if (loss > insured) {
            totalLoss += loss - insured;
            emit LossShared(account, loss - insured);
        }
    }

    /// @dev How many records of the token have passed; the pool's snapshots have the same numbers.
    function _recordEpoch() private view returns (uint24) {
        return uint24(VAULT.recordEpoch(assetId())); // the ledger counts records in 24 bits
    }

    function _decimalsOffset() internal pure override returns (uint8) {
        return DECIMALS_OFFSET;
    }
}
