// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IRecordWeights } from "./IRecordWeights.sol";

/// @title Distributions at a record time
/// @notice Pays what is due to those who held a token when a record passed: the cash dividend of a stock to whoever held it
/// in a wallet, in the ledger or through a pool (see `IRecordWeights`), and a reward to the share holders of a pool.
/// @dev Claims are pulled. Each is `weight * funded / supply at the record`, rounded down, less what was claimed before: a
/// dividend that is funded short is paid pro rata, and the rest when more comes. Claims never exceed what was funded.
/// Payments are in units of the paid token, which must be a token of the ledger, weights in raw tokens or pool shares.
///
/// An id contains its terms: `source << 96 | epoch << 72 | number of the distribution to that source, from 1`.
interface IDistributor is IRecordWeights {
    /* STRUCTS */

    /// @notice A distribution.
    /// @param token What is paid.
    /// @param funded What has been paid in, never more than promised.
    /// @param supply What all holders held together at the record.
    /// @param claimed What has been paid out, never more than funded.
    /// @param assetId The stock token's id in the ledger; zero if it is not kept there, as pool shares are not: then only
    /// direct holders are paid.
    /// @param isComplete Whether all that was promised has been paid in.
    /// @param isPartPaid Whether anybody claimed before that.
    struct Distribution {
        IERC20 token;
        uint96 funded;
        //
        uint128 supply;
        uint96 claimed;
        uint16 assetId;
        bool isComplete;
        bool isPartPaid;
    }

    /// @notice One claim. For `via` and `holder` see `IRecordWeights`.
    struct Claim {
        uint256 id;
        address via;
        address holder;
    }

    /* EVENTS */

    /// @notice Emitted when the holders of a stock token at a record are promised the dividend of a corporate action.
    event DividendDeclared(
        uint256 indexed id,
        address indexed stock,
        uint256 indexed epoch,
        uint256 actionId,
        address token,
        uint256 promised,
        uint256 supply
    );

    /// @notice Emitted when somebody gives the share holders of a pool at a record a reward.
    event RewardGiven(
        uint256 indexed id, address indexed pool, uint256 indexed epoch, address token, uint256 amount, address giver
    );

    /// @notice Emitted when a distribution is paid in, `amount` now and `funded` in all.
    event DistributionFunded(uint256 indexed id, address indexed payer, uint256 amount, uint256 funded);

    /// @notice Emitted when a holder is paid.
    event DistributionClaimed(uint256 indexed id, address indexed holder, address via, uint256 amount);

    /* ERRORS */

    /// @notice Thrown when there is no distribution under an id.
    error DistributionUnknown(uint256 id);

    /// @notice Thrown when what is to be paid is not a token of the ledger: another might change its balances.
    error PaidTokenNotListed(address token);

    /// @notice Thrown when nobody held anything at the record.
    error NobodyHeld(address source, uint256 epoch);

    /// @notice Thrown when nothing would be promised, or nothing arrived.
    error NothingToDistribute();

    /// @notice Thrown when more is paid in than is still missing.
    error FundingExceedsPromise(uint256 amount, uint256 missing);

    /// @notice Thrown when there is nothing to claim (yet, or any more).
    error NothingToClaim(uint256 id, address via, address holder);

    /// @notice Thrown when claims would exceed what was funded, because a pool's shares are not what it says they are.
    error ClaimsExceedFunding(uint256 id, uint256 claimed, uint256 funded);

    /* PAYING IN */

    /// @notice Promises the holders of a stock token the cash dividend of a corporate action, once, after its record has
    /// passed. Anybody may: all terms are the action's. A unit of what is paid counts as one US dollar.
    /// @return id The distribution, not funded yet.
    function declareDividend(uint256 actionId) external returns (uint256 id);

    /// @notice Gives the share holders of a pool at a record `amount` of the caller's tokens. Anybody may.
    /// @return id The distribution, funded with what arrived.
    function giveReward(address pool, uint256 epoch, IERC20 token, uint256 amount) external returns (uint256 id);

    /// @notice Pays `amount` of the caller's tokens in to a distribution. Anybody may.
    /// @return received What arrived, and counts.
    function fund(uint256 id, uint256 amount) external returns (uint256 received);

    /* CLAIMS */

    /// @notice Pays a holder what is due to him. Of an account of the ledger only its owner may claim, and is paid to his
    /// wallet; anybody may claim for a wallet or a holder of pool shares, who is paid; a contract claims for itself.
    /// @return amount What was paid.
    function claim(uint256 id, address via, address holder) external returns (uint256 amount);

    /// @notice Makes several claims. One that comes to nothing is passed over.
    /// @return amounts What was paid for each.
    function claimMany(Claim[] calldata claims) external returns (uint256[] memory amounts);

    /* VIEWS */

    /// @notice What a holder could claim now.
    function claimable(uint256 id, address via, address holder) external view returns (uint256 amount);

    /// @notice A distribution. Reverts with `DistributionUnknown`.
    function distributionOf(uint256 id) external view returns (Distribution memory);

    /// @notice The distribution of a corporate action's dividend; 0 before it is declared.
    function dividendOf(uint256 actionId) external view returns (uint256 id);

    /// @notice What all holders together were promised.
    function promisedOf(uint256 id) external view returns (uint256);

    /// @notice How many distributions were made to the holders of a stock token or pool.
    function distributionCount(address source) external view returns (uint256);
}
