// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC4626 } from "@openzeppelin/contracts/interfaces/IERC4626.sol";

import { IInterestRateModel } from "./IInterestRateModel.sol";

/// @title A lending pool
/// @notice Lends one asset to accounts of the ledger. Its cash is its own account there; its shares are an ERC-4626 token.
/// A stock token's pool is what short sellers borrow from.
/// @dev Debts are shares of a debt index that only rises: with interest, compounded continuously, and with dividends.
///
///     debt of an account = its debt shares * index, rounded up
///     assets of lenders  = cash + all debt - reserve - dividends not yet claimed
///
/// Amounts are in token units. The ledger decides who may borrow, moves the balances and keeps the list of an account's
/// debts; the pool keeps what is owed. Nothing here reads a price.
interface ILendingPool is IERC4626 {
    /* EVENTS */

    /// @notice Emitted when an account borrows `amount`, for which it owes `debtShares` more.
    event Lent(address indexed account, uint256 amount, uint256 debtShares);

    /// @notice Emitted when an account's debt falls by `amount`, whoever paid.
    event Repaid(address indexed account, uint256 amount, uint256 debtShares);

    /// @notice Emitted when interest is added to all debts. `reserved` is the insurance's part of it, `index` the debt
    /// index afterwards, 27 decimals.
    event InterestAccrued(uint256 interest, uint256 reserved, uint256 index);

    /// @notice Emitted when the reserve becomes `shares` of the insurance.
    event ReserveMinted(uint256 assets, uint256 shares);

    /// @notice Emitted when a debt of `debt` is given up.
    event DebtWrittenOff(address indexed account, uint256 debt);

    /// @notice Emitted when the insurance pays for a debt that was given up, with shares that it held in the pool.
    event LossInsured(address indexed account, uint256 assets, uint256 shares);

    /// @notice Emitted when the lenders lose `assets` by a debt that was given up: the share price falls.
    event LossShared(address indexed account, uint256 assets);

    /// @notice Emitted when all debts grow by a dividend. `factor` is D / (P - D) in WAD, `assets` what the debts grew by;
    /// it belongs to the lenders of the record `epoch`.
    event DividendCharged(uint256 indexed epoch, uint256 factor, uint256 assets);

    /// @notice Emitted when a repayment between a record and the charge of its dividend pays `assets` of the dividend, on top of
    /// the debt. They belong to the lenders of the record `epoch`.
    event DividendRepaid(uint256 indexed epoch, address indexed account, uint256 assets);

    /// @notice Emitted when a lender of a record turns his part of a charged dividend into shares.
    event DividendClaimed(uint256 indexed epoch, address indexed lender, uint256 assets, uint256 shares);

    /// @notice Emitted when withdrawals start to wait for the account's liquidation, until `until` at the latest.
    event WithdrawalsHeldFor(address indexed account, uint256 until);

    /// @notice Emitted when withdrawals need no longer wait for the account.
    event WithdrawalsReleasedFor(address indexed account);

    /// @notice Emitted when the most that may be borrowed changes.
    event DebtCapSet(uint256 debtCap);

    /// @notice Emitted when the price of borrowing, or the insurance's part of it, changes.
    event InterestSet(IInterestRateModel model, uint256 reserveFactorBps);

    /* ERRORS */

    /// @notice Thrown when somebody else calls what is for the ledger.
    error NotLedger(address caller);

    /// @notice Thrown when the caller does not hold the role.
    error RoleNeeded(address caller, uint64 roleId);

    /// @notice Thrown when more is borrowed or withdrawn than the pool has in cash.
    error PoolCashExceeded(uint256 amount, uint256 cash);

    /// @notice Thrown when all debts together would exceed the cap.
    error DebtCapExceeded(uint256 debt, uint256 debtCap);

    /// @notice Thrown when the debt cap is raised by more than a fifth, or twice within a day, or is too large to store.
    /// @param most The highest cap that may be set now.
    error DebtCapRaisedTooFast(uint256 debtCap, uint256 most);

    /// @notice Thrown when an account owes nothing.
    error NoDebt(address account);

    /// @notice Thrown when withdrawals wait for the liquidation of an account that is under water.
    /// @param until When they go on at the latest, Unix seconds.
    error WithdrawalsWait(uint256 until);

    /// @notice Thrown when the amount of assets or of shares comes to zero.
    error NothingSupplied();

    /// @notice Thrown when the token delivered less than the deposit, as a token with a transfer fee does.
    error SupplyIncomplete(uint256 credited, uint256 assets);

    /// @notice Thrown when the token has too many decimals for a pool.
    error PoolDecimalsExceeded(uint8 decimals, uint8 most);

    /// @notice Thrown when the insurance's part of the interest is too large.
    error ReserveFactorTooHigh(uint256 reserveFactorBps, uint256 most);

    /// @notice Thrown when a dividend is larger than any that is charged, as D / (P - D) in WAD.
    error DividendTooLarge(uint256 factor, uint256 most);

    /// @notice Thrown when a dividend is charged before any record, or twice for one.
    error DividendNotDue(uint256 epoch);

    /// @notice Thrown when a lender has nothing to claim for a record: no dividend was charged, or no share held, or it is
    /// claimed.
    error NoDividend(uint256 epoch, address lender);

    /* SET UP */

    /// @notice Sets up a clone. Once, by the factory.
    function initialize(uint16 assetId, IInterestRateModel model, uint256 reserveFactorBps, uint256 debtCap) external;

    /// @notice Changes the price of borrowing, from now on. For the GOVERNOR.
    /// @param reserveFactorBps The part of the interest that goes to the insurance.
    function setInterest(IInterestRateModel model, uint256 reserveFactorBps) external;

    /// @notice Sets the most that may be borrowed. For RISK, who lowers it at once, and raises it by at most a fifth a day.
    function setDebtCap(uint256 debtCap) external;

    /* FOR THE LEDGER */

    /// @notice Books a loan of `amount` to the account. For the ledger, which then moves the amount out of the pool's
    /// account: the cash is counted before.
    function lend(address account, uint256 amount) external;

    /// @notice Takes up to `amount` off the account's debt. For the ledger, which then moves what is returned into the
    /// pool's account. Never refused. Between a record and the charge of its dividend, the part of `amount` that is the
    /// dividend of what is repaid goes to the lenders of the record instead.
    /// @param amount More than the debt, and its dividend, repays all of it.
    /// @return repaid What is to be paid.
    function repay(address account, uint256 amount) external returns (uint256 repaid);

    /// @notice Gives up what the account still owes. For the ledger, when a liquidation has left nothing to repay it with.
    /// The insurance pays with the shares that it holds here, then all shares do, by their price.
    /// @return loss The debt that is given up.
    function writeOff(address account) external returns (uint256 loss);

    /* FOR LIQUIDATION */

    /// @notice Makes withdrawals wait, while an account that owes more than it has is being liquidated. For modules of
    /// the ledger.
    /// @dev Never for long: from the first account on they wait for at most `MAX_HOLD`, whatever is marked in that time;
    /// and after that they go on for at least as long before they can wait again.
    function holdWithdrawals(address account) external;

    /// @notice Ends the wait for an account. For modules of the ledger.
    function releaseWithdrawals(address account) external;

    /* DIVIDENDS */

    /// @notice Prepares for a dividend: from its record until it is charged, nobody repays without it. For the corporate
    /// actions, which are asked meanwhile for what is due: see `ICorporateActions.dividendDueOf`.
    function awaitDividend() external;

    /// @notice Makes every debt grow by D / (P - D), and keeps the growth for the lenders of the latest record of the
    /// asset. For the corporate actions, once a record.
    /// @dev The pool's own cash earns its dividend like any balance of the ledger; this is for what the pool has lent.
    /// @param factor D / (P - D), WAD.
    function chargeDividend(uint256 factor) external;

    /// @notice Turns a lender's part of a dividend into shares of his, at the present price, once it is charged. For anyone.
    /// @return shares What he gets.
    function claimDividend(uint256 epoch, address lender) external returns (uint256 shares);

    /// @notice The shares that a lender held at a record of the asset.
    function balanceAtRecord(address lender, uint256 epoch) external view returns (uint256);

    /// @notice All shares at a record of the asset.
    function supplyAtRecord(uint256 epoch) external view returns (uint256);

    /* INTEREST */

    /// @notice Adds the interest that is due to the debts, and mints the insurance's part of it as shares. For anyone;
    /// all else does so by itself, but for the minting.
    function accrue() external;

    /* VIEWS */

    /// @notice The asset that the pool lends.
    function assetId() external view returns (uint16);

    /// @notice The pool's balance in the ledger.
    function cash() external view returns (uint256);

    /// @notice What an account owes, with the interest to now, rounded up.
    function debtOf(address account) external view returns (uint256);

    /// @notice The account's part of the debt.
    function debtSharesOf(address account) external view returns (uint256);

    /// @notice What all accounts owe, with the interest to now, rounded down.
    function totalDebt() external view returns (uint256);

    /// @notice The sum of all accounts' debt shares.
    function totalDebtShares() external view returns (uint256);

    /// @notice What a debt share owes, with the interest to now: 27 decimals, and 9 more, because there are 1e9 debt shares
    /// to a token unit at first.
    function debtIndex() external view returns (uint256);

    /// @notice What the insurance has of the pool beside its shares, with its part of the interest to now.
    function reserve() external view returns (uint256);

    /// @notice What repaying costs now on top of what is repaid, WAD: D / (P - D) between a record and the charge of its
    /// dividend, zero otherwise.
    function dividendOnRepaid() external view returns (uint256);

    /// @notice Dividends that were charged, or repaid before, and that their lenders have not claimed.
    function unclaimedDividends() external view returns (uint256);

    /// @notice The losses that lenders have borne so far.
    function totalLoss() external view returns (uint256);

    /// @notice The most that may be borrowed.
    function debtCap() external view returns (uint256);

    /// @notice What can be borrowed now: the cash, within the cap.
    function maxLend() external view returns (uint256);

    /// @notice What borrowing costs now, per year of 365 days, WAD.
    function borrowRate() external view returns (uint256);

    /// @notice What sets the price of borrowing, and the insurance's part of it.
    function interestTerms() external view returns (IInterestRateModel model, uint256 reserveFactorBps);

    /// @notice Until when withdrawals wait, Unix seconds; zero if they do not.
    function withdrawalsHeldUntil() external view returns (uint256);
}
