// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC7943Fungible } from "./IERC7943Fungible.sol";
import { IScaledUIAmount } from "./IScaledUIAmount.sol";
import { IScaledUIAmountBalances } from "./IScaledUIAmountBalances.sol";
import { IScaledUIAmountConversion } from "./IScaledUIAmountConversion.sol";
import { IScaledUIAmountNewUIMultiplier } from "./IScaledUIAmountNewUIMultiplier.sol";

/// @notice Who may hold a stock token. OPEN: anybody who is not on the token's list (a deny list). CLOSED_LOOP: only who
/// is on it (an allow list), and the contracts that the registry names.
enum TransferPolicy {
    OPEN,
    CLOSED_LOOP
}

/// @title IStockToken
/// @notice One tokenised stock. A raw token stands for `multiplier() / 1e18` shares in custody. Raw balances never
/// change by themselves: a split or a reinvested dividend changes the multiplier.
/// @dev ERC-20, ERC-2612, ERC-8056 and ERC-7943, 18 decimals, a clone of the implementation that the registry owns.
/// Shares carry 18 decimals too. Warning: contracts account in raw units only; `balanceOfUI` is for display.
interface IStockToken is
    IERC20,
    IScaledUIAmount,
    IScaledUIAmountNewUIMultiplier,
    IScaledUIAmountConversion,
    IScaledUIAmountBalances,
    IERC7943Fungible
{
    /* EVENTS */

    /// @notice Emitted when an account is put on the token's list, or taken off it.
    event AccountListed(address indexed account, bool isListed);

    /// @notice Emitted when a record time is set. Balances at the end of the block before it count.
    event RecordScheduled(uint256 indexed epoch, uint256 recordAt);

    /// @notice Emitted when a record time is called off before it came.
    event RecordCancelled(uint256 indexed epoch);

    /// @notice Emitted when a payee may not receive, and what it is owed waits for it.
    event Escrowed(address indexed payer, address indexed payee, uint256 raw);

    /// @notice Emitted when an escrow is paid out.
    event EscrowReleased(address indexed payee, uint256 raw);

    /// @notice Emitted when tokens are set aside for a request of their holder's.
    event Held(address indexed account, uint256 raw);

    /// @notice Emitted when tokens that were set aside are their holder's again, paid or in escrow.
    event HeldReturned(address indexed account, uint256 raw);

    /// @notice Emitted when tokens that were set aside are taken to be redeemed.
    event HeldTaken(address indexed account, uint256 raw);

    /* ERRORS */

    /// @notice Thrown when anybody but the custody registry mints or burns.
    error StockTokenOnlyRegistry(address caller);

    /// @notice Thrown when anybody but the corporate actions contract that the registry names schedules an action.
    error StockTokenOnlyCorporateActions(address caller);

    /// @notice Thrown when anybody but the issuer of the stock freezes, lists or forces a transfer.
    error StockTokenOnlyIssuer(address caller, address issuer);

    /// @notice Thrown when anybody but a minter that the registry names sets tokens aside, or takes them.
    error StockTokenOnlyMinter(address caller);

    /// @notice Thrown when more is returned or taken than was set aside.
    error HeldExceeded(address account, uint256 raw, uint256 held);

    /// @notice Thrown when a contract of the protocol would be frozen, denied or forced to give up tokens.
    error RegisteredContractProtected(address account);

    /// @notice Thrown when a new multiplier is zero or above the limit, WAD.
    error MultiplierOutOfRange(uint256 newMultiplier, uint256 maxMultiplier);

    /// @notice Thrown when a multiplier would take effect before or at the present moment, Unix seconds.
    error EffectiveTimeNotInFuture(uint256 effectiveAt, uint256 presentTime);

    /// @notice Thrown when there is no scheduled multiplier to call off.
    error NoMultiplierScheduled();

    /// @notice Thrown when nothing waits for a payee.
    error NothingEscrowed(address payee);

    /* SUPPLY */

    /// @notice Names a fresh clone. Only once.
    /// @param name_ Name, which is also the name of the EIP-712 domain (version "1").
    /// @param symbol_ Ticker.
    /// @param policy Who may hold the token, for good.
    function initialize(string calldata name_, string calldata symbol_, TransferPolicy policy) external;

    /// @notice Creates `raw` tokens (18 decimals) for `to`. Only the registry, which has checked the reserve.
    function mint(address to, uint256 raw) external;

    /// @notice Destroys `raw` unfrozen tokens (18 decimals) of `from`. Only the registry, on behalf of a redemption.
    function burn(address from, uint256 raw) external;

    /* TRANSFER POLICY */

    /// @notice Puts an account on the token's list, or takes it off: denied if the token is open, allowed if it is closed
    /// loop. Only the issuer; a registered contract is never denied.
    function setListed(address account, bool isListed_) external;

    /// @notice Whether an account is on the token's list.
    function isListed(address account) external view returns (bool);

    /// @notice Who may hold the token.
    function transferPolicy() external view returns (TransferPolicy);

    /* ESCROW */

    /// @notice Pays from the caller's balance. If the payee may not receive, the tokens wait for it here, so that one payee
    /// cannot make a payment to many fail.
    /// @return isPaid Whether the payee has been paid.
    function transferOrEscrow(address to, uint256 raw) external returns (bool isPaid);

    /// @notice Pays an account what waited for it, once it may receive again. Anybody may call.
    function releaseEscrow(address account) external returns (uint256 raw);

    /// @notice What waits for an account, raw. It counts as the account's own at a record time.
    function escrowOf(address account) external view returns (uint256);

    /* HELD FOR A REQUEST */

    /// @notice Sets a holder's unfrozen tokens aside until its request to redeem is filled or taken back. They are in escrow
    /// here, still count as its own at a record time, and `releaseEscrow` leaves them. Only a minter, which may burn
    /// them as well.
    function hold(address account, uint256 raw) external;

    /// @notice Gives back what was set aside. If the holder may not receive, it waits in escrow. Only a minter.
    /// @return isPaid Whether the holder has it back.
    function returnHeld(address account, uint256 raw) external returns (bool isPaid);

    /// @notice Takes what was set aside, to the caller. Only a minter.
    function takeHeld(address account, uint256 raw) external;

    /// @notice What is set aside of an account's, raw; a part of `escrowOf`.
    function heldOf(address account) external view returns (uint256);

    /* MULTIPLIER */

    /// @notice Schedules a multiplier (WAD) to take effect at a time in the future (Unix seconds). Only corporate actions.
    function setUIMultiplier(uint256 newMultiplier, uint256 effectiveAtTimestamp) external;

    /// @notice Calls off the scheduled multiplier. Its action nonce is never used again. Only corporate actions.
    function cancelUIMultiplier() external;

    /// @notice Shares per raw token now, WAD. Starts at 1e18.
    function multiplier() external view returns (uint256);

    /// @notice Shares per raw token at a time in the past, or as scheduled for the future, WAD.
    function multiplierAt(uint256 timestamp) external view returns (uint256);

    /// @notice The number of the corporate action whose multiplier is in force; 0 before the first. An attestation that
    /// counts shares before a split carries another number than the token after it, so the two are never compared.
    function actionNonce() external view returns (uint256);

    /// @notice The multiplier (WAD) and the action nonce in force, in one call.
    function multiplierAndNonce() external view returns (uint256 multiplier_, uint256 actionNonce_);

    /// @notice The multiplier (WAD) that belongs to an action nonce, or 0 if that is neither the present one nor the one
    /// that a scheduled action will bring.
    function multiplierOfNonce(uint256 nonce) external view returns (uint256);

    /* RECORD DATES */

    /// @notice Sets the next record time, Unix seconds. Only corporate actions; one at a time.
    /// @return epoch The number of the record, from 1.
    function scheduleRecord(uint256 recordAt) external returns (uint256 epoch);

    /// @notice Calls off a record time that has not come. Its number is never used again: it counts as passed at this
    /// moment, and nothing is paid by it. Only corporate actions.
    function cancelRecord() external;

    /// @notice How many record times have passed.
    function recordEpoch() external view returns (uint256);

    /// @notice The record time that is still to come, Unix seconds; 0 = none.
    function nextRecordAt() external view returns (uint256);

    /// @notice What an account held at a record time, raw, with what waited for it in escrow.
    function balanceAtRecord(address account, uint256 epoch) external view returns (uint256);

    /// @notice How many tokens existed at a record time, raw.
    function supplyAtRecord(uint256 epoch) external view returns (uint256);

    /// @notice The custody registry that issued this token.
    function registry() external view returns (address);
}
