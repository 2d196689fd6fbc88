// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ProtocolManager } from "../../../contracts/access/ProtocolManager.sol";
import { MultiplierMock } from "../../../contracts/mocks/MultiplierMock.sol";
import { MockToken } from "../../../contracts/mocks/MockToken.sol";
import { PriceSourceMock } from "../../../contracts/mocks/PriceSourceMock.sol";
import { OptionOffers } from "../../../contracts/options/OptionOffers.sol";
import { OptionPool } from "../../../contracts/options/OptionPool.sol";
import { OptionPoolFactory } from "../../../contracts/options/OptionPoolFactory.sol";
import { OptionMarkets } from "../../../contracts/options/OptionMarkets.sol";
import { OptionTransfers } from "../../../contracts/options/OptionTransfers.sol";
import { OptionValues } from "../../../contracts/options/OptionValues.sol";
import { PrivateOptionPool } from "../../../contracts/options/PrivateOptionPool.sol";
import { PerpetualOptions } from "../../../contracts/options/PerpetualOptions.sol";
import { PriceOracle } from "../../../contracts/oracle/PriceOracle.sol";
import { TradingCalendar } from "../../../contracts/oracle/TradingCalendar.sol";
import { CollateralVault } from "../../../contracts/vault/CollateralVault.sol";
import { RiskEngine } from "../../../contracts/vault/RiskEngine.sol";
import { IAggregatorV3 } from "../../../interfaces/IAggregatorV3.sol";
import { ICustodyRegistry } from "../../../interfaces/ICustodyRegistry.sol";
import { AssetConfig, SourceConfig } from "../../../interfaces/IOracleListing.sol";
import { Market, MarketStatus } from "../../../interfaces/IOptionTypes.sol";
import { IPerpetualOptions } from "../../../interfaces/IPerpetualOptions.sol";
import { VM } from "./Vm.sol";

/// @notice Vault, oracle and options with two priced assets, BTC and the settlement token TSLA, which trade around the
/// clock here, markets of BTC and of USD in TSLA, and a public pool.
contract OptionsWorld {
    uint16 internal constant BTC = 1;
    uint16 internal constant TSLA = 2;
    uint256 public constant MARKETS = 2;
    address public constant LIQUIDITY_PROVIDER = address(0x11D0000);

    ProtocolManager internal immutable MANAGER = new ProtocolManager(address(this));
    PriceSourceMock public immutable SOURCE = new PriceSourceMock(true);
    MultiplierMock internal immutable SHARES = new MultiplierMock(); // that a TSLA stands for
    MockToken public immutable TOKEN = new MockToken("Tesla", "TSLA", 18);
    PriceOracle public immutable ORACLE =
        new PriceOracle(address(MANAGER), new TradingCalendar(address(MANAGER)), IAggregatorV3(address(0)));
    RiskEngine public immutable RISK = new RiskEngine(address(MANAGER), ORACLE, ICustodyRegistry(address(0)));
    CollateralVault public immutable VAULT = new CollateralVault(address(MANAGER), RISK);
    uint256 public time = 1_722_522_600;
    uint256 public btcPrice = 64_000e18;
    uint256 public tslaPrice = 227.5e18;

    IPerpetualOptions public immutable OPTIONS;
    address public immutable INSURANCE = address(0xFEE0000);
    address public immutable TREASURY = address(0xFEE0100);
    OptionPool public immutable POOL;
    OptionPoolFactory public immutable FACTORY;

    constructor() {
        OptionMarkets markets = new OptionMarkets(new OptionTransfers(ORACLE, VAULT), INSURANCE, TREASURY);
        OptionOffers offers = new OptionOffers(ORACLE, VAULT);
        OPTIONS = IPerpetualOptions(address(new PerpetualOptions(address(MANAGER), new OptionValues(markets), offers)));
        FACTORY = new OptionPoolFactory(
            VAULT,
            OPTIONS,
            address(new OptionPool(VAULT, OPTIONS, ORACLE)),
            address(new PrivateOptionPool(VAULT, OPTIONS))
        );
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = OPTIONS.registerPool.selector;
        MANAGER.setTargetFunctionRole(address(OPTIONS), selectors, 6);
        MANAGER.grantRole(6, address(FACTORY), 0);

        _list("BTC", 256, address(0));
        _list("TSLA", 192, address(SHARES));
        VAULT.addModule(address(OPTIONS));
        VAULT.addModule(address(FACTORY));
        VAULT.listAsset(TSLA, address(TOKEN));
        _publish();
        _createMarket(BTC, 7 days);
        _createMarket(0, 1 days);
        POOL = OptionPool(payable(FACTORY.createPool(TSLA)));
    }

    /// @dev The feed of TSLA prices shares, whose price rounds that of a token.
    function _publish() internal {
        uint256 sharePrice = tslaPrice * 1e18 / SHARES.multiplier();
        tslaPrice = sharePrice * SHARES.multiplier() / 1e18;
        SOURCE.set("BTC", btcPrice, 0, time);
        SOURCE.set("TSLA", sharePrice, 0, time);
        VM.warp(time);
        uint16[] memory assetIds = new uint16[](2);
        (assetIds[0], assetIds[1]) = (BTC, TSLA);
        ORACLE.refresh(assetIds, new bytes[](0));
    }

    function _createMarket(uint16 baseId, uint24 period) private {
        OPTIONS.createMarket(
            Market({
                baseId: baseId,
                settlementId: TSLA,
                period: period,
                minPremium: 0.001e18,
                spreadBps: 200,
                feeBps: 3,
                rentBps: 500,
                utilisationSlopeBps: 3e4,
                premiumBps: 12_000,
                floorBps: 2000,
                capBps: 25_000,
                halfLifeHours: 72,
                status: MarketStatus.Open
            }),
            0.7e18,
            1e27
        );
    }

    function _list(bytes32 symbol, uint16 driftBps, address shares) private {
        SourceConfig[] memory sources = new SourceConfig[](1);
        sources[0] = SourceConfig({
            source: SOURCE,
            key: symbol,
            baseBps: 10,
            deviationBps: 0,
            maxAge: 15,
            maxConfidenceBps: 100,
            pricesShares: shares != address(0)
        });
        ORACLE.listAsset(AssetConfig({ symbol: symbol, calendarId: 0, driftBps: driftBps, token: shares }), sources);
    }
}
