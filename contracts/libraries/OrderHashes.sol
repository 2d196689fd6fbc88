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

    /// @dev Members of a quote and of an order. All are static, so a struct in calldata is encoded as EIP-712 wants it.
    uint256 private constant _MEMBERS = 17;

    function structHash(PoolQuote calldata quote) internal pure returns (bytes32) {
        uint256 start;
        assembly {
            start := quote
        }
        return _structHash(QUOTE_TYPEHASH, start);
    }

    function structHash(LimitOrder calldata order) internal pure returns (bytes32) {
        uint256 start;
        assembly {
            start := order
        }
        return _structHash(ORDER_TYPEHASH, start);
    }

    /// @dev As it was sent: what does not fit a member's type is refused where the member is read, and signed by nobody.
    function _structHash(bytes32 typehash, uint256 start) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(typehash, msg.data[start:start + _MEMBERS * 32]));
    }
}
