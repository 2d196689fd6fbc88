// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { ICustodyRegistry } from "../../interfaces/ICustodyRegistry.sol";
import { ILawfulSeizure } from "../../interfaces/ILawfulSeizure.sol";
import { Health, IRiskEngine } from "../../interfaces/IRiskEngine.sol";

/// @title LawfulSeizure
/// @notice See `ILawfulSeizure`.
contract LawfulSeizure is ILawfulSeizure, AccessManaged, ReentrancyGuardTransient {
    uint256 private constant _VALIDITY_SECONDS = 90 days;

    /// @inheritdoc ILawfulSeizure
    ICustodyRegistry public immutable registry;

    /// @inheritdoc ILawfulSeizure
    ICollateralVault public immutable vault;

    IRiskEngine public immutable risk;

    /* STORAGE */

    SeizureOrder[] private _orders; // at orderId - 1; without a token once it is done

    constructor(address authority, ICustodyRegistry registry_, ICollateralVault vault_, IRiskEngine risk_)
        AccessManaged(authority)
    {
        registry = registry_;
        vault = vault_;
        risk = risk_;
    }

    /* ISSUER */

    /// @inheritdoc ILawfulSeizure
    function order(address token, address account, address receiver, uint256 amount, bytes32 documentHash)
        external
        returns (uint256 orderId)
    {
        _requireIssuer(token);
        require(vault.assetIdOf(token) != 0, TokenNotInLedger(token));
        require(!vault.isProtocolAccount(account), ProtocolAccountProtected(account));
        require(amount != 0 && receiver != address(0), SeizureIncomplete());

        _orders.push(
            SeizureOrder({
                token: token,
                orderedAt: uint40(block.timestamp),
                account: account,
                receiver: receiver,
                amount: amount,
                documentHash: documentHash
            })
        );
        orderId = _orders.length;
        emit SeizureOrdered(orderId, token, account, receiver, amount, documentHash);
    }

    /// @inheritdoc ILawfulSeizure
    function callOff(uint256 orderId) external {
        _requireIssuer(_order(orderId).token);

        delete _orders[orderId - 1];
        emit SeizureCalledOff(orderId);
    }

    /* GOVERNANCE */

    /// @inheritdoc ILawfulSeizure
    function execute(uint256 orderId) external restricted nonReentrant {
        SeizureOrder memory seizure = _order(orderId);
        uint256 expiredAt = seizure.orderedAt + _VALIDITY_SECONDS;

        require(block.timestamp <= expiredAt, SeizureOrderExpired(expiredAt));
        // It may have become one since the order.
        require(!vault.isProtocolAccount(seizure.account), ProtocolAccountProtected(seizure.account));

        delete _orders[orderId - 1];
        emit Seized(orderId, seizure.token, seizure.account, seizure.receiver, seizure.amount);

        uint16 assetId = vault.assetIdOf(seizure.token);
        vault.move(assetId, seizure.account, address(this), seizure.amount);
        _requireDebtsCovered(seizure.account);
        vault.withdraw(assetId, address(this), seizure.receiver, seizure.amount);
    }

    /* VIEWS */

    /// @inheritdoc ILawfulSeizure
    function orderOf(uint256 orderId) external view returns (SeizureOrder memory) {
        return _order(orderId);
    }

    /* INTERNAL */

    /// @dev As the ledger asks of whoever withdraws: what he is accused of must not become a loss of his lenders.
    function _requireDebtsCovered(address account) private view {
        if (vault.debtsOf(account).length == 0) return;

        Health memory health = risk.initialHealthOf(account);
        require(health.collateral >= health.debt, SeizureTakesCollateral(account, health.collateral, health.debt));
    }

    function _requireIssuer(address token) private view {
        address issuer = registry.issuerOf(token);
        require(msg.sender == issuer, NotSeizingIssuer(msg.sender, issuer));
    }

    function _order(uint256 orderId) private view returns (SeizureOrder memory seizure) {
        require(orderId != 0 && orderId <= _orders.length, SeizureNotOrdered(orderId));
        seizure = _orders[orderId - 1];
        require(seizure.token != address(0), SeizureNotOrdered(orderId));
    }
}
