// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IScaledUIAmount } from "./IScaledUIAmount.sol";
import { IScaledUIAmountNewUIMultiplier } from "./IScaledUIAmountNewUIMultiplier.sol";

/// @title IStockToken
/// @notice One tokenised stock. A raw token stands for `multiplier() / 1e18` shares in custody. Raw balances never
/// change by themselves: a split or a reinvested dividend changes the multiplier.
/// @dev ERC-20, ERC-2612 and ERC-8056, 18 decimals, a clone of the implementation that the registry owns. Shares carry
/// 18 decimals too. Warning: contracts account in raw units only; `balanceOfUI` is for display.
interface IStockToken is IERC20, IScaledUIAmount, IScaledUIAmountNewUIMultiplier {
    /* ERRORS */

    /// @notice Thrown when anybody but the custody registry mints or burns.
    error StockTokenOnlyRegistry(address caller);

    /// @notice Thrown when anybody but the corporate actions contract that the registry names changes the multiplier.
    error StockTokenOnlyCorporateActions(address caller);

    /// @notice Thrown when a new multiplier is zero or above the limit, WAD.
    error MultiplierOutOfRange(uint256 newMultiplier, uint256 maxMultiplier);

    /// @notice Thrown when a multiplier would take effect before or at the present moment, Unix seconds.
    error EffectiveTimeNotInFuture(uint256 effectiveAt, uint256 presentTime);

    /* FUNCTIONS */

    /// @notice Names a fresh clone. Only once.
    /// @param name_ Name, which is also the name of the EIP-712 domain (version "1").
    /// @param symbol_ Ticker.
    function initialize(string calldata name_, string calldata symbol_) external;

    /// @notice Creates `raw` tokens (18 decimals) for `to`. Only the registry, which has checked the reserve.
    function mint(address to, uint256 raw) external;

    /// @notice Destroys `raw` tokens (18 decimals) of `from`. Only the registry, on behalf of a redemption.
    function burn(address from, uint256 raw) external;

    /// @notice Shares per raw token now, WAD. Starts at 1e18.
    function multiplier() external view returns (uint256);

    /// @notice The number of the corporate action whose multiplier is in force; 0 before the first. An attestation that
    /// counts shares before a split carries another number than the token after it, so the two are never compared.
    function actionNonce() external view returns (uint256);

    /// @notice The multiplier (WAD) and the action nonce in force, in one call.
    function multiplierAndNonce() external view returns (uint256 multiplier_, uint256 actionNonce_);

    /// @notice The multiplier (WAD) that belongs to an action nonce, or 0 if that is neither the present one nor the one
    /// that a scheduled action will bring.
    function multiplierOfNonce(uint256 nonce) external view returns (uint256);

    /// @notice The custody registry that issued this token.
    function registry() external view returns (address);
}
