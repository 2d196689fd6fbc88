// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC4626 } from "@openzeppelin/contracts/interfaces/IERC4626.sol";

import { MockToken } from "../../contracts/mocks/MockToken.sol";
import { OptionPool } from "../../contracts/options/OptionPool.sol";
import { SharesAdapter } from "../../contracts/vault/SharesAdapter.sol";
import { SeriesTerms } from "../../interfaces/IOptionTypes.sol";
import { Erc20Properties } from "./standards/Erc20Properties.sol";
import { Erc4626Properties } from "./standards/Erc4626Properties.sol";
import { Erc7540Properties } from "./standards/Erc7540Properties.sol";
import { CreditWorld } from "./support/CreditWorld.sol";
import { CustodyWorld } from "./support/CustodyWorld.sol";
import { OptionsWorld } from "./support/OptionsWorld.sol";
import { VM } from "./support/Vm.sol";

/// @notice A stock token. Its rules of transfer are in tests/property/test_erc20.py.
contract StockTokenStandardsTest is CustodyWorld, Erc20Properties {
    function _erc20() internal view override returns (IERC20) {
        return IERC20(address(TOKEN));
    }

    function _give(uint256 amount) internal override {
        VM.prank(address(REGISTRY));
        TOKEN.mint(FIRST, amount);
    }
}

/// @notice The adapter of a token that has rebased from 2 to 3.
contract SharesAdapterStandardsTest is Erc20Properties, Erc4626Properties {
    MockToken private immutable _TOKEN = new MockToken("Rebasing", "REB", 6);
    SharesAdapter private immutable _ADAPTER = new SharesAdapter(IERC20(address(_TOKEN)), "Shares", "sREB");

    function setUp() external {
        _deposit(EARLIER, 2e9);
        _TOKEN.mint(address(_ADAPTER), 1e9);
    }

    function _erc20() internal view override returns (IERC20) {
        return IERC20(address(_ADAPTER));
    }

    function _erc4626() internal view override returns (IERC4626) {
        return IERC4626(address(_ADAPTER));
    }

    function _give(uint256 amount) internal override {
        _deposit(FIRST, amount + 1);
    }

    function _giveAssets(address to, uint256 amount) internal override {
        _TOKEN.mint(to, amount);
    }

    function _deposit(address to, uint256 amount) private {
        _TOKEN.mint(to, amount);
        VM.startPrank(to);
        _TOKEN.approve(address(_ADAPTER), amount);
        _ADAPTER.deposit(amount, to);
        VM.stopPrank();
    }
}

/// @notice The pool that lends USDC, with half of it lent and interest of a hundred days.
contract LendingPoolStandardsTest is CreditWorld, Erc20Properties, Erc4626Properties {
    address private constant BORROWER = address(0x57D0900);

    function setUp() external {
        VM.warp(1_722_522_600);
        SOURCE.set(bytes32(uint256(USDC)), 1e18, 0, block.timestamp);
        SOURCE.set(bytes32(uint256(TSLA)), 227.5e18, 0, block.timestamp);
        uint16[] memory assetIds = new uint16[](2);
        (assetIds[0], assetIds[1]) = (USDC, TSLA);
        ORACLE.refresh(assetIds, new bytes[](0));

        _lend(EARLIER, 1e12);
        tokenOf[TSLA].mint(BORROWER, 1e22);
        VM.startPrank(BORROWER);
        tokenOf[TSLA].approve(address(VAULT), 1e22);
        VAULT.deposit(TSLA, BORROWER, 1e22);
        VAULT.borrow(USDC, BORROWER, 5e11);
        VM.stopPrank();
        VM.warp(block.timestamp + 100 days);
    }

    function _erc20() internal view override returns (IERC20) {
        return IERC20(address(poolOf[USDC]));
    }

    function _erc4626() internal view override returns (IERC4626) {
        return IERC4626(address(poolOf[USDC]));
    }

    function _give(uint256 amount) internal override {
        _lend(FIRST, amount / 1e6 + 10);
    }

    function _giveAssets(address to, uint256 amount) internal override {
        tokenOf[USDC].mint(to, amount);
    }

    function _lend(address to, uint256 amount) private {
        _giveAssets(to, amount);
        VM.startPrank(to);
        tokenOf[USDC].approve(address(poolOf[USDC]), amount);
        poolOf[USDC].deposit(amount, to);
        VM.stopPrank();
    }
}

/// @notice A public option pool without open interest, which settles each request in the call that makes it.
contract IdleOptionPoolStandardsTest is OptionsWorld, Erc20Properties, Erc7540Properties {
    function setUp() external virtual {
        _provide(EARLIER, 2_000e18);
    }

    function _erc20() internal view override returns (IERC20) {
        return IERC20(address(POOL));
    }

    function _pool7540() internal view override returns (OptionPool) {
        return POOL;
    }

    function _give(uint256 amount) internal override {
        _provide(FIRST, amount);
    }

    function _settle() internal virtual override { }

    function _giveAssets(address to, uint256 amount) internal override {
        TOKEN.mint(to, amount);
        VM.prank(to);
        TOKEN.approve(address(POOL), type(uint256).max);
    }

    /// @dev Up to what the ledger counts of a token.
    function _provide(address to, uint256 amount) internal {
        _giveAssets(to, amount);
        VM.prank(to);
        POOL.requestDeposit(amount, to, to);
        _settle();
        uint256 most = POOL.maxDeposit(to);
        VM.prank(to);
        POOL.deposit(most, to, to);
    }
}

/// @notice The same pool with an option written, which settles once a day.
contract BusyOptionPoolStandardsTest is IdleOptionPoolStandardsTest {
    address private constant TRADER = address(0x57D0A00);

    function setUp() external override {
        _provide(EARLIER, 2_000e18);
        TOKEN.mint(TRADER, 100e18);
        VM.startPrank(TRADER);
        TOKEN.approve(address(VAULT), 100e18);
        VAULT.deposit(TSLA, TRADER, 100e18);
        VM.stopPrank();
        ++time;
        _publish();
        SeriesTerms memory terms =
            SeriesTerms({ pool: address(POOL), marketId: 1, strike: 287.05e18, widthBps: 5000, isCall: false });
        VM.prank(TRADER);
        OPTIONS.open(terms, TRADER, 1e18, 100e18, time);
    }

    function _settle() internal override {
        if (OPTIONS.liveSeriesOf(address(POOL)).length == 0) return;

        time += 1 days;
        _publish();
        POOL.settleEpoch(new uint16[](0), new bytes[](0));
    }
}
