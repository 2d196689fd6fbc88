// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ProtocolManager } from "../../../contracts/access/ProtocolManager.sol";
import { CustodyRegistry } from "../../../contracts/custody/CustodyRegistry.sol";
import { Distributor } from "../../../contracts/custody/Distributor.sol";
import { PrimaryMarket } from "../../../contracts/custody/PrimaryMarket.sol";
import { ShareholderMeeting } from "../../../contracts/custody/ShareholderMeeting.sol";
import { StockToken } from "../../../contracts/custody/StockToken.sol";
import { MockActions } from "../../../contracts/mocks/MockActions.sol";
import { MockDenyListToken } from "../../../contracts/mocks/MockDenyListToken.sol";
import { TradingCalendar } from "../../../contracts/oracle/TradingCalendar.sol";
import { CollateralVault } from "../../../contracts/vault/CollateralVault.sol";
import { InterestRateModel } from "../../../contracts/vault/InterestRateModel.sol";
import { LendingPool } from "../../../contracts/vault/LendingPool.sol";
import { LendingPoolFactory } from "../../../contracts/vault/LendingPoolFactory.sol";
import { ICorporateActions } from "../../../interfaces/ICorporateActions.sol";
import { ICustodyRegistry } from "../../../interfaces/ICustodyRegistry.sol";
import { RateCurve } from "../../../interfaces/IInterestRateModel.sol";
import { IRiskEngine } from "../../../interfaces/IRiskEngine.sol";
import { TransferPolicy } from "../../../interfaces/IStockToken.sol";
import { VM } from "./Vm.sol";

/// @notice One stock with one custodian, and three people who keep its tokens in their wallets, in two accounts of the
/// ledger each, and in a pool that lends them. Dividends are paid in a token with a deny list.
/// @dev This contract is governor and issuer, and acts for the company; `ACTIONS` says what it has announced.
contract CustodyWorld {
    uint16 internal constant TSLA = 1;
    uint16 internal constant CASH = 2;
    uint16 internal constant CUSTODIAN = 1;
    uint256 internal constant HOLDERS = 3;
    uint256 private constant _SIGNERS = 2;

    ProtocolManager internal immutable MANAGER = new ProtocolManager(address(this));
    CustodyRegistry public immutable REGISTRY = new CustodyRegistry(address(MANAGER));
    PrimaryMarket public immutable MARKET =
        new PrimaryMarket(address(MANAGER), REGISTRY, new TradingCalendar(address(MANAGER)));
    CollateralVault public immutable VAULT = new CollateralVault(address(MANAGER), IRiskEngine(address(0)));
    MockActions internal immutable ACTIONS = new MockActions();
    MockDenyListToken public immutable PAID = new MockDenyListToken();
    Distributor public immutable DISTRIBUTOR = new Distributor(VAULT, ICorporateActions(address(ACTIONS)));
    ShareholderMeeting public immutable MEETING =
        new ShareholderMeeting(VAULT, ICorporateActions(address(ACTIONS)), REGISTRY);
    StockToken public immutable TOKEN;
    LendingPool public immutable POOL;

    constructor() {
        REGISTRY.setMinter(address(MARKET), true);
        REGISTRY.setCorporateActions(address(this));
        REGISTRY.setRegisteredContract(address(VAULT), true);
        address[] memory signers = new address[](_SIGNERS);
        for (uint256 i; i < _SIGNERS; ++i) {
            signers[i] = VM.addr(_key(i));
        }
        REGISTRY.registerCustodian(signers, _SIGNERS);
        uint16[] memory custodianIds = new uint16[](1);
        custodianIds[0] = CUSTODIAN;
        TOKEN = StockToken(
            REGISTRY.listStock(
                ICustodyRegistry.StockListing({
                    name: "Tesla",
                    symbol: "TSLA",
                    securityId: "US88160R1014",
                    issuer: address(this),
                    calendarId: 1,
                    tier: 1,
                    supplyCap: type(uint96).max,
                    custodianIds: custodianIds,
                    policy: TransferPolicy.OPEN
                })
            )
        );

        MARKET.setIssueLimits(address(TOKEN), type(uint96).max, type(uint96).max);
        MARKET.setGlobalIssueLimit(1000e18);

        VAULT.listAsset(TSLA, address(TOKEN));
        VAULT.listAsset(CASH, address(PAID));
        LendingPoolFactory factory = new LendingPoolFactory(
            address(MANAGER), VAULT, address(new LendingPool(VAULT, MANAGER, address(0xFEE0000)))
        );
        VAULT.addModule(address(factory));
        InterestRateModel rates = new InterestRateModel(RateCurve(0, 0.9e18, 0.06e18, 0.6e18));
        POOL = LendingPool(factory.createPool(TSLA, rates, 1000, type(uint96).max));
        REGISTRY.setRegisteredContract(address(POOL), true);

        PAID.mint(address(this), type(uint96).max);
        PAID.approve(address(DISTRIBUTOR), type(uint256).max);
        for (uint256 i; i < HOLDERS; ++i) {
            MARKET.setParticipant(address(TOKEN), _holder(i), true);
            VM.startPrank(_holder(i));
            TOKEN.approve(address(VAULT), type(uint256).max);
            TOKEN.approve(address(POOL), type(uint256).max);
            VM.stopPrank();
        }
    }

    function _holder(uint256 seed) internal pure returns (address) {
        return address(uint160(0x7ADE0000 + (seed % HOLDERS) * 0x100));
    }

    /// @dev Signed by all signers of the custodian.
    function _sign(bytes32 digest) internal returns (ICustodyRegistry.CustodianSignature[] memory signatures) {
        signatures = new ICustodyRegistry.CustodianSignature[](_SIGNERS);
        for (uint256 i; i < _SIGNERS; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = VM.sign(_key(i), digest);
            signatures[i] = ICustodyRegistry.CustodianSignature(VM.addr(_key(i)), abi.encodePacked(r, s, v));
        }
    }

    /// @dev In the order of their addresses.
    function _key(uint256 i) private returns (uint256) {
        return (VM.addr(1) < VM.addr(2)) == (i == 0) ? 1 : 2;
    }
}
