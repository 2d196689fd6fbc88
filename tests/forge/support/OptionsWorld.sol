// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ProtocolManager } from "../../../contracts/access/ProtocolManager.sol";
import { MockToken } from "../../../contracts/mocks/MockToken.sol";
import { PriceSourceMock } from "../../../contracts/mocks/PriceSourceMock.sol";
import { OptionPool } from "../../../contracts/options/OptionPool.sol";
import { OptionPoolFactory } from "../../../contracts/options/OptionPoolFactory.sol";
import { PerpetualOptions } from "../../../contracts/options/PerpetualOptions.sol";
import { PriceOracle } from "../../../contracts/oracle/PriceOracle.sol";
import { TradingCalendar } from "../../../contracts/oracle/TradingCalendar.sol";
import { CollateralVault } from "../../../contracts/vault/CollateralVault.sol";
import { IAggregatorV3 } from "../../../interfaces/IAggregatorV3.sol";
import { AssetConfig, SourceConfig } from "../../../interfaces/IOracleListing.sol";
import { Market } from "../../../interfaces/IPerpetualOptions.sol";

/// @notice Vault, oracle and options with two priced assets, BTC and the settlement token TSLA, which trade around the
/// clock here, a market of the one in the other, and a pool with 2,000 tokens of the liquidity provider's.
contract OptionsWorld {
    uint16 internal constant BTC = 1;
    uint16 internal constant TSLA = 2;
    address internal constant LIQUIDITY_PROVIDER = address(0x11D0000);

    ProtocolManager internal immutable MANAGER = new ProtocolManager(address(this));
    PriceSourceMock public immutable SOURCE = new PriceSourceMock(true);
    MockToken public immutable TOKEN = new MockToken("Tesla", "TSLA", 18);
    PriceOracle public immutable ORACLE =
        new PriceOracle(address(MANAGER), new TradingCalendar(address(MANAGER)), IAggregatorV3(address(0)));
    CollateralVault public immutable VAULT = new CollateralVault(address(MANAGER));
    PerpetualOptions public immutable OPTIONS;
    OptionPool public immutable POOL;

    constructor() {
        OPTIONS = new PerpetualOptions(address(MANAGER), ORACLE, VAULT, address(0xFEE0000), address(0xFEE0100));
        OptionPoolFactory factory = new OptionPoolFactory(VAULT, OPTIONS, address(new OptionPool(VAULT, OPTIONS)));
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = OPTIONS.registerPool.selector;
        MANAGER.setTargetFunctionRole(address(OPTIONS), selectors, 6);
        MANAGER.grantRole(6, address(factory), 0);

        _list("BTC", 256);
        _list("TSLA", 192);
        VAULT.addModule(address(OPTIONS));
        VAULT.addModule(address(factory));
        VAULT.listAsset(TSLA, address(TOKEN));
        OPTIONS.createMarket(
            Market({
                baseId: BTC,
                settlementId: TSLA,
                period: 7 days,
                sigma: 0.7e18,
                minPremium: 0.001e18,
                spreadBps: 200,
                feeBps: 3,
                rentBps: 500,
                utilisationSlopeBps: 3e4
            })
        );
        POOL = OptionPool(factory.createPool(TSLA));
    }

    function _list(bytes32 symbol, uint16 driftBps) private {
        SourceConfig[] memory sources = new SourceConfig[](1);
        sources[0] = SourceConfig({
            source: SOURCE,
            key: symbol,
            baseBps: 10,
            deviationBps: 0,
            maxAge: 15,
            maxConfidenceBps: 100,
            pricesShares: false
        });
        ORACLE.listAsset(AssetConfig({ symbol: symbol, calendarId: 0, driftBps: driftBps, token: address(0) }), sources);
    }
}
