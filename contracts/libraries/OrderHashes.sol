// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { LimitOrder, PoolQuote } from "../../interfaces/ISignedOrders.sol";

/// @title OrderHashes
/// @notice The EIP-712 struct hashes of quotes and orders. `evershare.signing` makes the same ones, and
/// tests/vectors/orders.json holds examples of them.
library OrderHashes {
    bytes32 internal constant QUOTE_TYPEHASH = keccak256(
        "PoolQuote(address pool,address signer,uint32 marketId,uint96 strike,uint16 widthBps,bool isCall,bool isOpen,"
        "uint256 size,uint256 price,uint256 indexLo,uint256 indexHi,uint256 maxIntervalBps,uint40 validFrom,"
        "uint40 validUntil,uint256 group,uint256 epoch,address taker)"
    );

    bytes32 internal constant ORDER_TYPEHASH = keccak256(
        "LimitOrder(address account,address signer,address pool,uint32 marketId,uint96 strike,uint16 widthBps,"
        "bool isCall,bool isOpen,uint256 size,uint256 price,uint256 executorFee,address integrator,"
        "uint16 integratorFeeBps,uint40 validFrom,uint40 validUntil,uint256 group,uint256 epoch)"
    );

    // Every member is static, so the struct's ABI encoding is its EIP-712 encoding.

    function structHash(PoolQuote calldata quote) internal pure returns (bytes32) {
        return keccak256(abi.encode(QUOTE_TYPEHASH, quote));
    }

    function structHash(LimitOrder calldata order) internal pure returns (bytes32) {
        return keccak256(abi.encode(ORDER_TYPEHASH, order));
    }
}
