// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Ownable } from "@openzeppelin/contracts/access/Ownable.sol";
import { Ownable2Step } from "@openzeppelin/contracts/access/Ownable2Step.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { IDistributor } from "../../interfaces/IDistributor.sol";
import { IPriceOracle, Interval } from "../../interfaces/IPriceOracle.sol";
import { IRedemptionBuffer } from "../../interfaces/IRedemptionBuffer.sol";
import { IntervalMath } from "../libraries/IntervalMath.sol";

/// @title RedemptionBuffer
/// @notice See `IRedemptionBuffer`. Anyone may deploy one and is then its owner; swappers need not trust him with anything,
/// for they are paid in the same transaction.
/// @dev Holdings are counted, not measured, so that donations change nothing.
contract RedemptionBuffer is IRedemptionBuffer, Ownable2Step, ReentrancyGuardTransient {
    using FixedPointMathLib for uint256;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    uint256 private constant BPS = 1e4;
    uint256 private constant WAD = 1e18;
    uint16 public constant MIN_SPREAD_BPS = 5;
    uint16 public constant MAX_SPREAD_BPS = 1000;

    IPriceOracle public immutable ORACLE;
    ICollateralVault public immutable VAULT; // knows which token an asset is

    /// @inheritdoc IRedemptionBuffer
    uint16 public immutable override cashAssetId;
    IERC20 public immutable CASH_TOKEN;
    uint256 private immutable CASH_UNIT;

    /* STORAGE */

    mapping(uint16 assetId => Line) private _lines; // that of cash has an inventory and no terms

    constructor(address owner_, IPriceOracle oracle, ICollateralVault vault, uint16 cashAssetId_) Ownable(owner_) {
        ORACLE = oracle;
        VAULT = vault;
        cashAssetId = cashAssetId_;
        (address token, uint8 decimals) = vault.assetOf(cashAssetId_);
        CASH_TOKEN = IERC20(token);
        CASH_UNIT = 10 ** decimals;
    }

    modifier beforeDeadline(uint256 deadline) {
        require(block.timestamp <= deadline, SwapDeadlinePassed(deadline));
        _;
    }

    /* OWNER */

    /// @inheritdoc IRedemptionBuffer
    function setLine(uint16 assetId, uint16 spreadBps, uint120 maxInventory) external override onlyOwner {
        require(assetId != cashAssetId, CashIsNotInventory(assetId));
        require(
            spreadBps == 0 || (spreadBps >= MIN_SPREAD_BPS && spreadBps <= MAX_SPREAD_BPS),
            BufferSpreadOutOfRange(spreadBps, MIN_SPREAD_BPS, MAX_SPREAD_BPS)
        );
        VAULT.assetOf(assetId); // reverts when it is not a token of the ledger

        _lines[assetId].spreadBps = spreadBps;
        _lines[assetId].maxInventory = maxInventory;

        emit LineSet(assetId, spreadBps, maxInventory);
    }

    /// @inheritdoc IRedemptionBuffer
    function addInventory(uint16 assetId, uint120 amount) external override onlyOwner nonReentrant {
        (IERC20 token,) = _tokenOf(assetId);
        require(amount != 0, ZeroSwapAmount());

        _receive(assetId, token, amount);

        emit InventoryAdded(assetId, amount);
    }

    /// @inheritdoc IRedemptionBuffer
    function removeInventory(uint16 assetId, uint120 amount, address receiver)
        external
        override
        onlyOwner
        nonReentrant
    {
        (IERC20 token,) = _tokenOf(assetId);
        require(amount != 0, ZeroSwapAmount());

        emit InventoryRemoved(assetId, receiver, amount);

        _give(assetId, token, amount, receiver);
    }

    /// @inheritdoc IRedemptionBuffer
    function claimDividend(IDistributor distributor, uint256 id, address receiver)
        external
        override
        onlyOwner
        nonReentrant
        returns (uint256 amount)
    {
        IERC20 token = distributor.distributionOf(id).token;

        // Not counted as inventory: what arrives is passed on at once.
        uint256 before = token.balanceOf(address(this));
        distributor.claim(id, address(0), address(this));
        amount = token.balanceOf(address(this)) - before;

        emit DividendForwarded(id, receiver, amount);

        token.safeTransfer(receiver, amount);
    }

    /* SWAP */

    /// @inheritdoc IRedemptionBuffer
    function buy(uint16 assetId, uint120 amount, uint256 maxCost, address receiver, uint256 deadline)
        external
        override
        nonReentrant
        beforeDeadline(deadline)
        returns (uint256 cost)
    {
        (IERC20 token, uint256 unit) = _tokenOf(assetId);
        (uint256 ask,) = pricesOf(assetId);
        require(amount != 0, ZeroSwapAmount());

        cost = ask.fullMulDivUp(amount * CASH_UNIT, WAD * unit);
        require(cost <= maxCost, CostAboveMaximum(cost, maxCost));

        emit Bought(assetId, msg.sender, receiver, amount, cost);

        _receive(cashAssetId, CASH_TOKEN, cost);
        _give(assetId, token, amount, receiver);
    }

    /// @inheritdoc IRedemptionBuffer
    function sell(uint16 assetId, uint120 amount, uint256 minProceeds, address receiver, uint256 deadline)
        external
        override
        nonReentrant
        beforeDeadline(deadline)
        returns (uint256 proceeds)
    {
        (IERC20 token, uint256 unit) = _tokenOf(assetId);
        (, uint256 bid) = pricesOf(assetId);

        proceeds = bid.fullMulDiv(amount * CASH_UNIT, WAD * unit);
        require(proceeds != 0, ZeroSwapAmount());
        require(proceeds >= minProceeds, ProceedsBelowMinimum(proceeds, minProceeds));

        _receive(assetId, token, amount);
        Line memory line = _lines[assetId];
        require(line.inventory <= line.maxInventory, InventoryFull(assetId, line.inventory, line.maxInventory));

        emit Sold(assetId, msg.sender, receiver, amount, proceeds);

        _give(cashAssetId, CASH_TOKEN, proceeds, receiver);
    }

    /* VIEWS */

    /// @inheritdoc IRedemptionBuffer
    function pricesOf(uint16 assetId) public view override returns (uint256 ask, uint256 bid) {
        uint256 spread = _lines[assetId].spreadBps;
        require(spread != 0, NotTraded(assetId));

        // What the token is worth now: an index would add the dividends that it has paid.
        Interval memory index = IntervalMath.index(ORACLE.freshIntervalOf(assetId), ORACLE.freshIntervalOf(cashAssetId));
        ask = index.hi.mulDivUp(BPS + spread, BPS);
        bid = index.lo.mulDiv(BPS - spread, BPS);
    }

    /// @inheritdoc IRedemptionBuffer
    function lineOf(uint16 assetId) external view override returns (Line memory) {
        return _lines[assetId];
    }

    /// @inheritdoc IRedemptionBuffer
    function cash() external view override returns (uint256) {
        return _lines[cashAssetId].inventory;
    }

    /* INTERNAL */

    function _receive(uint16 assetId, IERC20 token, uint256 amount) private {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        require(received == amount, TransferIncomplete(assetId, received, amount));

        _lines[assetId].inventory += amount.toUint120();
    }

    function _give(uint16 assetId, IERC20 token, uint256 amount, address receiver) private {
        uint256 held = _lines[assetId].inventory;
        require(amount <= held, BufferShort(assetId, held, amount));

        _lines[assetId].inventory = uint120(held - amount);

        token.safeTransfer(receiver, amount);
    }

    function _tokenOf(uint16 assetId) private view returns (IERC20 token, uint256 unit) {
        (address token_, uint8 decimals) = VAULT.assetOf(assetId);
        return (IERC20(token_), 10 ** decimals);
    }
}
