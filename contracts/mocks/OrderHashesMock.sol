// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { LimitOrder, PoolQuote } from "../../interfaces/ISignedOrders.sol";
import { OrderHashes } from "../libraries/OrderHashes.sol";

/// @title OrderHashesMock
/// @notice Makes the library callable.
contract OrderHashesMock {
    function hashQuote(PoolQuote calldata quote) external pure returns (bytes32) {
        return OrderHashes.structHash(quote);
    }

    function hashOrder(LimitOrder calldata order) external pure returns (bytes32) {
        return OrderHashes.structHash(order);
    }
}
