// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { check } from "./Checks.sol";
import { TradersHandler } from "./TradersHandler.sol";
import { VM } from "./Vm.sol";

/// @notice What happens to the public pool but for trades: its provider comes and goes, somebody sends it tokens.
abstract contract ProvidersHandler is TradersHandler {
    constructor() {
        TOKEN.mint(LIQUIDITY_PROVIDER, 2_000e18);
        VM.startPrank(LIQUIDITY_PROVIDER);
        TOKEN.approve(address(POOL), type(uint256).max);
        POOL.requestDeposit(2_000e18, LIQUIDITY_PROVIDER, LIQUIDITY_PROVIDER);
        POOL.deposit(2_000e18, LIQUIDITY_PROVIDER);
        VM.stopPrank();
    }

    /// @notice The provider asks the pool to take more, or to redeem some of his shares.
    function provide(uint256 amount, bool adds) external counted steady {
        if (adds) TOKEN.mint(LIQUIDITY_PROVIDER, 100e18);

        VM.prank(LIQUIDITY_PROVIDER);
        if (adds) POOL.requestDeposit(_bound(amount, 1e18, 100e18), LIQUIDITY_PROVIDER, LIQUIDITY_PROVIDER);
        else POOL.requestRedeem(_bound(amount, 1, 500e18), LIQUIDITY_PROVIDER, LIQUIDITY_PROVIDER);
    }

    /// @notice A day later somebody settles an epoch at new prices, and the provider claims all that it has made of his
    /// requests.
    function settleEpoch() external counted {
        time += 1 days;
        _publish();
        _settleEpoch();
    }

    /// @notice A2: somebody sends tokens where they do not belong. No account and no share price changes.
    function donate(uint256 to, uint256 amount) external counted {
        bytes32 before = _everything();
        TOKEN.mint([address(VAULT), address(POOL), address(OPTIONS)][to % 3], _bound(amount, 1, 100e18));
        check(_everything() == before, "A2");
    }

    /// @notice Somebody samples a market's volatility, which is first in each action otherwise.
    function sampleVolatility(uint256 market) external counted steady {
        OPTIONS.sampleVolatility(uint32(1 + market % MARKETS));
    }

    function _settleEpoch() private steady {
        POOL.settleEpoch(new uint16[](0), new bytes[](0));

        uint256 bought = POOL.maxDeposit(LIQUIDITY_PROVIDER);
        uint256 redeemed = POOL.maxRedeem(LIQUIDITY_PROVIDER);
        VM.startPrank(LIQUIDITY_PROVIDER);
        if (bought != 0) POOL.deposit(bought, LIQUIDITY_PROVIDER);
        if (redeemed != 0) POOL.redeem(redeemed, LIQUIDITY_PROVIDER, LIQUIDITY_PROVIDER);
        VM.stopPrank();
    }

    /// @dev All that a donation could change.
    function _everything() private view returns (bytes32 digest) {
        digest = keccak256(
            abi.encode(
                POOL.netAssetValue(false),
                POOL.netAssetValue(true),
                POOL.convertToAssets(1e36),
                POOL.totalSupply(),
                POOL.freeCash(),
                VAULT.totalBalance(TSLA)
            )
        );
        for (uint256 i = 0; i < TRADERS; ++i) {
            digest = keccak256(abi.encode(digest, _balanceOf(trader(i))));
        }
    }

    function _writer() internal view override returns (address) {
        return address(POOL);
    }
}
