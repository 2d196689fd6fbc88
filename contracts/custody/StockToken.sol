// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    ERC20PermitUpgradeable
} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC20PermitUpgradeable.sol";
import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";
import { ICustodyRegistry } from "../../interfaces/ICustodyRegistry.sol";
import { IScaledUIAmount } from "../../interfaces/IScaledUIAmount.sol";
import { IScaledUIAmountNewUIMultiplier } from "../../interfaces/IScaledUIAmountNewUIMultiplier.sol";
import { IStockToken } from "../../interfaces/IStockToken.sol";

/// @title StockToken
/// @notice See `IStockToken`.
contract StockToken is ERC20PermitUpgradeable, IStockToken {
    uint256 private constant _WAD = 1e18;

    /// @dev A million shares per raw token: far from the 3e26 that the packed slot holds.
    uint256 private constant _MAX_MULTIPLIER = 1e24;

    /// @inheritdoc IStockToken
    address public immutable registry;

    /* STORAGE */

    /// @dev Everything a reader needs to know the multiplier now, in one slot.
    struct Scaling {
        uint88 current; // shares per raw token before `effectiveAt`, WAD
        uint88 next; // shares per raw token from `effectiveAt` on, WAD
        uint40 effectiveAt; // Unix seconds; 0 if no action was ever scheduled
        uint16 nonce; // action nonce before `effectiveAt`
        uint16 nextNonce; // action nonce from `effectiveAt` on; never used for another action
    }

    Scaling private _scaling;

    modifier onlyRegistry() {
        require(msg.sender == registry, StockTokenOnlyRegistry(msg.sender));
        _;
    }

    /// @dev The implementation itself stays unusable; only its clones are tokens.
    constructor(address registry_) {
        registry = registry_;
        _disableInitializers();
    }

    /// @inheritdoc IStockToken
    function initialize(string calldata name_, string calldata symbol_) external initializer {
        __ERC20_init(name_, symbol_);
        _scaling.current = uint88(_WAD);
        _scaling.next = uint88(_WAD);
    }

    /* SUPPLY */

    /// @inheritdoc IStockToken
    function mint(address to, uint256 raw) external onlyRegistry {
        _mint(to, raw);
    }

    /// @inheritdoc IStockToken
    function burn(address from, uint256 raw) external onlyRegistry {
        _burn(from, raw);
    }

    /* MULTIPLIER */

    /// @inheritdoc IScaledUIAmount
    function setUIMultiplier(uint256 newMultiplier, uint256 effectiveAtTimestamp) external {
        (uint256 current, uint256 nonce) = multiplierAndNonce();

        require(msg.sender == ICustodyRegistry(registry).corporateActions(), StockTokenOnlyCorporateActions(msg.sender));
        require(
            newMultiplier != 0 && newMultiplier <= _MAX_MULTIPLIER, MultiplierOutOfRange(newMultiplier, _MAX_MULTIPLIER)
        );
        require(
            effectiveAtTimestamp > block.timestamp && effectiveAtTimestamp <= type(uint40).max,
            EffectiveTimeNotInFuture(effectiveAtTimestamp, block.timestamp)
        );

        // What has taken effect becomes the base; what has not is replaced, and its nonce with it.
        _scaling = Scaling({
            current: uint88(current),
            next: uint88(newMultiplier),
            effectiveAt: uint40(effectiveAtTimestamp),
            nonce: uint16(nonce),
            nextNonce: _scaling.nextNonce + 1
        });
        emit UIMultiplierUpdated(current, newMultiplier, block.timestamp, effectiveAtTimestamp);
    }

    /// @inheritdoc IStockToken
    function multiplier() public view returns (uint256 multiplier_) {
        (multiplier_,) = multiplierAndNonce();
    }

    /// @inheritdoc IStockToken
    function actionNonce() external view returns (uint256 actionNonce_) {
        (, actionNonce_) = multiplierAndNonce();
    }

    /// @inheritdoc IStockToken
    function multiplierAndNonce() public view returns (uint256, uint256) {
        Scaling memory scaling = _scaling;

        if (scaling.effectiveAt == 0 || block.timestamp < scaling.effectiveAt) return (scaling.current, scaling.nonce);
        return (scaling.next, scaling.nextNonce);
    }

    /// @inheritdoc IStockToken
    function multiplierOfNonce(uint256 nonce) external view returns (uint256) {
        (uint256 current, uint256 currentNonce) = multiplierAndNonce();

        if (nonce == currentNonce) return current;
        return nonce == _scaling.nextNonce && block.timestamp < _scaling.effectiveAt ? _scaling.next : 0;
    }

    /// @inheritdoc IScaledUIAmount
    function uiMultiplier() external view returns (uint256) {
        return multiplier();
    }

    /// @inheritdoc IScaledUIAmountNewUIMultiplier
    function newUIMultiplier() external view returns (uint256) {
        return _scaling.next;
    }

    /// @inheritdoc IScaledUIAmountNewUIMultiplier
    function effectiveAt() external view returns (uint256) {
        return _scaling.effectiveAt;
    }

    /// @inheritdoc IScaledUIAmount
    function toUIAmount(uint256 rawAmount) public view returns (uint256) {
        return FixedPointMathLib.fullMulDiv(rawAmount, multiplier(), _WAD);
    }

    /// @inheritdoc IScaledUIAmount
    function fromUIAmount(uint256 uiAmount) external view returns (uint256) {
        return FixedPointMathLib.fullMulDiv(uiAmount, _WAD, multiplier());
    }

    /// @inheritdoc IScaledUIAmount
    function balanceOfUI(address account) external view returns (uint256) {
        return toUIAmount(balanceOf(account));
    }

    /* EIP-712 DOMAIN */

    /// @dev The token's own name, without a second copy in storage.
    function _EIP712Name() internal view override returns (string memory) {
        return name();
    }

    /// @dev Constant for all clones.
    function _EIP712Version() internal pure override returns (string memory) {
        return "1";
    }
}
