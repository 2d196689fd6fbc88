// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20Upgradeable } from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import { IERC165 } from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import { IERC20Metadata } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import { IERC4626 } from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { IERC7540Deposit, IERC7540Operator, IERC7540Redeem } from "../../interfaces/IERC7540.sol";
import { IOptionPool } from "../../interfaces/IOptionPool.sol";
import { Market, MarketStatus } from "../../interfaces/IOptionTypes.sol";
import { IOracleActions } from "../../interfaces/IOracleActions.sol";
import { IPerpetualOptions } from "../../interfaces/IPerpetualOptions.sol";
import { Interval, IPriceOracle } from "../../interfaces/IPriceOracle.sol";
import { IntervalMath } from "../libraries/IntervalMath.sol";
import { CoverPool } from "./CoverPool.sol";
import { PoolRequests } from "./PoolRequests.sol";

/// @title OptionPool
/// @notice See `IOptionPool`.
contract OptionPool is PoolRequests {
    using FixedPointMathLib for uint256;
    using IntervalMath for Interval;

    /// @notice The least time between two epochs while options are open.
    uint256 public constant EPOCH_SECONDS = 1 days;

    bytes4 private constant _ERC7575 = 0x2f0a18c5;

    IPriceOracle public immutable ORACLE;

    constructor(ICollateralVault vault, IPerpetualOptions options, IPriceOracle oracle) CoverPool(vault, options) {
        ORACLE = oracle;
    }

    /// @dev What a refresh leaves over comes back here, on its way to the caller.
    receive() external payable {
        require(msg.sender == address(ORACLE), UnexpectedEther(msg.sender));
    }

    /// @inheritdoc IOptionPool
    function initialize(uint16 assetId_, string calldata name_, string calldata symbol_) external override initializer {
        __ERC20_init(name_, symbol_);
        _initializeCover(assetId_);
    }

    /* EPOCHS */

    /// @inheritdoc IOptionPool
    function settleEpoch(uint16[] calldata assetIds, bytes[] calldata priceUpdates)
        external
        payable
        override
        nonReentrant
    {
        require(_queue.queuedShares != 0 || _queue.queuedAssets != 0, EpochEmpty());

        ORACLE.refresh{ value: msg.value }(assetIds, priceUpdates);
        if (_reserve() == 0) {
            _settleIdle();
        } else {
            uint256 earliest = _queue.settledAt + EPOCH_SECONDS;
            require(block.timestamp >= earliest, EpochTooEarly(earliest));
            bool priced = _priceMarkets();
            uint256 overdueAt = _queue.waitingSince + MAX_WAIT_SECONDS;
            require(priced || (_queue.queuedShares != 0 && block.timestamp >= overdueAt), EpochNotPriced(overdueAt));

            _settle(netAssetValue(false), netAssetValue(true) + OPTIONS.accruedFundingOf(address(this)), priced);
        }

        uint256 refund = address(this).balance;
        if (refund != 0) {
            (bool taken,) = msg.sender.call{ value: refund }("");
            require(taken, EpochRefundRefused(refund));
        }
    }

    /* ERC-4626 */

    /// @inheritdoc IERC4626
    function deposit(uint256 assets, address receiver) external override returns (uint256) {
        return deposit(assets, receiver, _caller());
    }

    /// @inheritdoc IERC4626
    function mint(uint256 shares, address receiver) external override returns (uint256) {
        return mint(shares, receiver, _caller());
    }

    /// @inheritdoc IERC4626
    function asset() external view override returns (address) {
        return address(_token());
    }

    /// @inheritdoc IERC4626
    function totalAssets() public view override returns (uint256) {
        return netAssetValue(false);
    }

    /// @inheritdoc IERC4626
    function convertToShares(uint256 assets) external view override returns (uint256) {
        return assets.fullMulDiv(totalSupply() + 1, totalAssets() + 1);
    }

    /// @inheritdoc IERC4626
    function convertToAssets(uint256 shares) external view override returns (uint256) {
        return shares.fullMulDiv(totalAssets() + 1, totalSupply() + 1);
    }

    /// @inheritdoc IERC4626
    function previewDeposit(uint256) external pure override returns (uint256) {
        revert PreviewUnavailable();
    }

    /// @inheritdoc IERC4626
    function previewMint(uint256) external pure override returns (uint256) {
        revert PreviewUnavailable();
    }

    /// @inheritdoc IERC4626
    function previewWithdraw(uint256) external pure override returns (uint256) {
        revert PreviewUnavailable();
    }

    /// @inheritdoc IERC4626
    function previewRedeem(uint256) external pure override returns (uint256) {
        revert PreviewUnavailable();
    }

    /// @inheritdoc IERC20Metadata
    /// @dev Those of the token, so that a share of an untouched pool is one unit of it.
    function decimals() public view override(ERC20Upgradeable, IERC20Metadata) returns (uint8) {
        (, uint8 tokenDecimals) = VAULT.assetOf(assetId);
        return tokenDecimals;
    }

    /// @inheritdoc IOptionPool
    function share() external view override returns (address) {
        return address(this);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure override returns (bool) {
        return interfaceId == type(IERC165).interfaceId || interfaceId == type(IERC7540Operator).interfaceId
            || interfaceId == type(IERC7540Deposit).interfaceId || interfaceId == type(IERC7540Redeem).interfaceId
            || interfaceId == _ERC7575;
    }

    /* INTERNAL */

    /// @dev Samples the volatility of every market with open interest. Returns whether the index of each is fresh and
    /// tight, or fixed for good.
    function _priceMarkets() private returns (bool priced) {
        uint32[] memory live = OPTIONS.liveSeriesOf(address(this));
        uint32 lastId;
        priced = true;
        for (uint256 i = 0; i < live.length; ++i) {
            uint32 marketId = OPTIONS.seriesOf(live[i]).terms.marketId;
            // Series of one market mostly stand together; a second look costs gas and changes nothing.
            if (marketId == lastId) continue;

            lastId = marketId;
            Market memory market = OPTIONS.marketOf(marketId);
            if (market.status == MarketStatus.Final) continue;

            require(!_isFrozen(market.baseId) && !_isFrozen(market.settlementId), EpochFrozen(marketId));
            OPTIONS.sampleVolatility(marketId);
            priced = priced && _isPriced(market);
        }
    }

    /// @dev Between a corporate action's freeze and its verification a price may be of the wrong number of shares.
    function _isFrozen(uint16 legId) private view returns (bool) {
        return IOracleActions(address(ORACLE)).isFrozen(legId);
    }

    function _isPriced(Market memory market) private view returns (bool) {
        try ORACLE.freshIndexOf(market.baseId, market.settlementId) returns (Interval memory index) {
            return index.isTight();
        } catch {
            return false;
        }
    }
}
