// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ProtocolManager } from "../../../contracts/access/ProtocolManager.sol";
import { CustodyRegistry } from "../../../contracts/custody/CustodyRegistry.sol";
import { MultiplierMock } from "../../../contracts/mocks/MultiplierMock.sol";
import { MockFeeToken } from "../../../contracts/mocks/MockFeeToken.sol";
import { MockOptionMargin } from "../../../contracts/mocks/MockOptionMargin.sol";
import { MockShrinkingToken } from "../../../contracts/mocks/MockShrinkingToken.sol";
import { MockToken } from "../../../contracts/mocks/MockToken.sol";
import { PriceSourceMock } from "../../../contracts/mocks/PriceSourceMock.sol";
import { PriceOracle } from "../../../contracts/oracle/PriceOracle.sol";
import { TradingCalendar } from "../../../contracts/oracle/TradingCalendar.sol";
import { CollateralVault } from "../../../contracts/vault/CollateralVault.sol";
import { InterestRateModel } from "../../../contracts/vault/InterestRateModel.sol";
import { LendingPool } from "../../../contracts/vault/LendingPool.sol";
import { LendingPoolFactory } from "../../../contracts/vault/LendingPoolFactory.sol";
import { Liquidation } from "../../../contracts/vault/Liquidation.sol";
import { RiskEngine } from "../../../contracts/vault/RiskEngine.sol";
import { IAggregatorV3 } from "../../../interfaces/IAggregatorV3.sol";
import { RateCurve } from "../../../interfaces/IInterestRateModel.sol";
import { AssetConfig, SourceConfig } from "../../../interfaces/IOracleListing.sol";
import { IPerpetualOptions } from "../../../interfaces/IPerpetualOptions.sol";
import { RiskFactors } from "../../../interfaces/IRiskEngine.sol";

/// @notice A ledger that lends two assets that trade around the clock here, USDC (6 decimals) and TSLA (18), whose tokens can
/// go missing, with their pools, and liquidation. A third asset keeps a fee of each transfer and counts for nothing.
contract CreditWorld {
    uint16 internal constant USDC = 1;
    uint16 internal constant TSLA = 2;
    uint16 internal constant FEE = 3;
    uint256 internal constant FEE_BPS = 100;
    address public constant INSURANCE = address(0xFEE0000);

    ProtocolManager internal immutable MANAGER = new ProtocolManager(address(this));
    PriceSourceMock internal immutable SOURCE = new PriceSourceMock(true);
    MultiplierMock internal immutable SHARES = new MultiplierMock(); // that a TSLA stands for
    PriceOracle public immutable ORACLE =
        new PriceOracle(address(MANAGER), new TradingCalendar(address(MANAGER)), IAggregatorV3(address(0)));
    RiskEngine public immutable ENGINE =
        new RiskEngine(address(MANAGER), ORACLE, new CustodyRegistry(address(MANAGER)));
    CollateralVault public immutable VAULT = new CollateralVault(address(MANAGER), ENGINE);
    MockOptionMargin public immutable OPTIONS = new MockOptionMargin(VAULT);
    Liquidation public immutable LIQUIDATION =
        new Liquidation(VAULT, ENGINE, ORACLE, IPerpetualOptions(address(OPTIONS)), INSURANCE);
    LendingPoolFactory private immutable _FACTORY =
        new LendingPoolFactory(address(MANAGER), VAULT, address(new LendingPool(VAULT, MANAGER, INSURANCE)));

    mapping(uint16 assetId => MockToken) public tokenOf;
    mapping(uint16 assetId => LendingPool) public poolOf;

    constructor() {
        ENGINE.setLedger(address(VAULT));
        ENGINE.setOptions(address(OPTIONS));
        VAULT.addModule(address(LIQUIDATION));
        VAULT.addModule(address(OPTIONS));
        VAULT.addModule(address(_FACTORY));
        _list(USDC, new MockToken("USDC", "USDC", 6), RiskFactors(9000, 9300, 10_000, 10_000));
        _list(TSLA, new MockShrinkingToken(), RiskFactors(4200, 5500, 17_000, 14_000));
        tokenOf[FEE] = new MockFeeToken(FEE_BPS);
        VAULT.listAsset(FEE, address(tokenOf[FEE]));
    }

    function _list(uint16 assetId, MockToken token, RiskFactors memory factors) private {
        SourceConfig[] memory sources = new SourceConfig[](1);
        sources[0] = SourceConfig({
            source: SOURCE,
            key: bytes32(uint256(assetId)),
            baseBps: 10,
            deviationBps: 0,
            maxAge: 15,
            maxConfidenceBps: 100,
            pricesShares: assetId == TSLA
        });
        ORACLE.listAsset(
            AssetConfig({
                symbol: bytes32(uint256(assetId)),
                calendarId: 0,
                driftBps: assetId == USDC ? 1 : 192,
                token: assetId == USDC ? address(0) : address(SHARES)
            }),
            sources
        );

        tokenOf[assetId] = token;
        VAULT.listAsset(assetId, address(token));
        ENGINE.setFactors(assetId, factors);
        InterestRateModel model = new InterestRateModel(RateCurve(0.01e18, 0.9e18, 0.1e18, 2e18));
        address pool = _FACTORY.createPool(assetId, model, 1000, type(uint96).max);
        VAULT.setLendingPool(assetId, pool);
        poolOf[assetId] = LendingPool(pool);
    }
}
