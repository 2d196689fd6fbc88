// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import { ICollateralVault } from "../../interfaces/ICollateralVault.sol";
import { IOptionTransfers } from "../../interfaces/IOptionTransfers.sol";
import { IPriceOracle } from "../../interfaces/IPriceOracle.sol";
import { EverlastingPricing } from "../libraries/EverlastingPricing.sol";
import { SeriesIds } from "../libraries/SeriesIds.sol";
import { StrikeGrid } from "../libraries/StrikeGrid.sol";
import { TokenUnits } from "../libraries/TokenUnits.sol";
import { OptionPositions } from "./OptionPositions.sol";
import { OptionStorage } from "./OptionStorage.sol";

/// @title OptionTransfers
/// @notice Moving positions between accounts: the part of `PerpetualOptions` that it carries out by the code of this
/// contract.
/// @dev Called by itself it knows no position.
contract OptionTransfers is IOptionTransfers, OptionPositions, ReentrancyGuardTransient {
    constructor(IPriceOracle oracle, ICollateralVault vault) OptionStorage(address(0), oracle, vault) { }

    modifier onlyOwner(address account) {
        require(VAULT.isAuthorised(account, msg.sender), ICollateralVault.NotAuthorised(account, msg.sender));
        _;
    }

    /// @inheritdoc IOptionTransfers
    function offerPosition(address from, address to, uint32 seriesId, uint256 size) external override onlyOwner(from) {
        _offers[from][to][seriesId] = size;

        emit PositionOffered(from, to, seriesId, size);
    }

    /// @inheritdoc IOptionTransfers
    function movePosition(address from, address to, uint32 seriesId, uint256 size)
        external
        override
        nonReentrant
        onlyOwner(to)
    {
        if (!VAULT.isAuthorised(from, msg.sender)) _useOffer(from, to, seriesId, size);

        _move(from, to, seriesId, size);
    }

    /// @inheritdoc IOptionTransfers
    function takeOver(address from, address to, uint32 seriesId)
        external
        override
        nonReentrant
        onlyOwner(to)
        returns (uint256 paid)
    {
        uint256 size = _requirePosition(from, seriesId).size;
        (uint16 widthBps,, int256 step) = SeriesIds.unpack(seriesId);
        uint256 maxPayoff = EverlastingPricing.maxPayoff(StrikeGrid.strikeAt(step), widthBps * WAD_PER_BPS);
        paid = TokenUnits.amountUp(maxPayoff, size, 10 ** _bookAt(seriesId).decimals);

        VAULT.charge(_settlementOf(seriesId), to, from, paid, to, 0, false);
        _move(from, to, seriesId, size);
    }

    /// @inheritdoc IOptionTransfers
    function offerOf(address from, address to, uint32 seriesId) external view override returns (uint256) {
        return _offers[from][to][seriesId];
    }

    /* INTERNAL */

    function _move(address from, address to, uint32 seriesId, uint256 size) private {
        require(from != to, PositionStays(to));
        Position memory position = _requirePosition(from, seriesId);
        require(size != 0, InvalidSize(size, position.size));
        require(size <= position.size, CloseExceedsPosition(size, position.size));
        Position memory received = _positionAt(to, seriesId);
        uint16 settlementId = _settlementOf(seriesId);

        _add(received, size, position.fundingIndex);
        position.size -= uint96(size);
        if (_setPosition(from, seriesId, position) == Place.Freed) VAULT.unpin(settlementId, from);
        if (_setPosition(to, seriesId, received) == Place.Taken) VAULT.pin(settlementId, to);

        emit PositionMoved(from, to, seriesId, size);

        // Charging nothing is the ledger's health check: an account in debt must not lose what it would be liquidated for.
        VAULT.charge(settlementId, from, to, 0, to, 0, false);
    }

    function _settlementOf(uint32 seriesId) private view returns (uint16) {
        return _markets[_marketOfSeries(seriesId)].settlementId;
    }

    function _useOffer(address from, address to, uint32 seriesId, uint256 size) private {
        uint256 offered = _offers[from][to][seriesId];
        require(size <= offered, OfferExceeded(size, offered));

        _offers[from][to][seriesId] = offered - size;
    }
}
