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

    /// @dev Those that name an option and a side, from `marketId` to `isOpen`, follow each other in both.
    uint256 private constant _OPTION_MEMBERS = 5;
    uint256 private constant _QUOTE_OPTION = 2;
    uint256 private constant _ORDER_OPTION = 3;

    function structHash(PoolQuote calldata quote) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(QUOTE_TYPEHASH, _members(_startOf(quote), 0, _MEMBERS)));
    }

    function structHash(LimitOrder calldata order) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(ORDER_TYPEHASH, _members(_startOf(order), 0, _MEMBERS)));
    }

    /// @notice Whether a quote and an order are of one market, strike, width, kind of option and side.
    function isOfSameOption(PoolQuote calldata quote, LimitOrder calldata order) internal pure returns (bool) {
        return keccak256(_members(_startOf(quote), _QUOTE_OPTION, _OPTION_MEMBERS))
            == keccak256(_members(_startOf(order), _ORDER_OPTION, _OPTION_MEMBERS));
    }

    /// @dev As they were sent: what does not fit a member's type is refused where the member is read, and signed by nobody.
    function _members(uint256 start, uint256 from, uint256 count) private pure returns (bytes calldata) {
        return msg.data[start + from * 32:start + (from + count) * 32];
    }

    function _startOf(PoolQuote calldata quote) private pure returns (uint256 start) {
        assembly {
            start := quote
        }
    }

    function _startOf(LimitOrder calldata order) private pure returns (uint256 start) {
        assembly {
            start := order
        }
    }
}
