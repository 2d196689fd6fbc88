// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AccessManaged } from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import { SignatureChecker } from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { EnumerableSet } from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import { ICustodyRegistry } from "../../interfaces/ICustodyRegistry.sol";

/// @title CustodianDirectory
/// @notice The part of the custody registry that knows who the custodians are and what their signatures are worth.
abstract contract CustodianDirectory is ICustodyRegistry, AccessManaged {
    using EnumerableSet for EnumerableSet.AddressSet;
    using SafeCast for uint256;
    using SignatureChecker for address;

    uint256 private constant _MAX_SIGNERS = 16;

    /* STORAGE */

    struct Custodian {
        EnumerableSet.AddressSet signers;
        uint256 threshold; // signatures needed
    }

    Custodian[] private _custodians; // at custodianId - 1

    /* GOVERNANCE */

    /// @inheritdoc ICustodyRegistry
    function registerCustodian(address[] calldata signers, uint256 threshold)
        external
        restricted
        returns (uint16 custodianId)
    {
        _custodians.push();
        custodianId = _custodians.length.toUint16();

        _setSigners(custodianId, signers, threshold);
    }

    /// @inheritdoc ICustodyRegistry
    function setCustodianSigners(uint16 custodianId, address[] calldata signers, uint256 threshold)
        external
        restricted
    {
        EnumerableSet.AddressSet storage current = _custodian(custodianId).signers;

        current.clear();
        _setSigners(custodianId, signers, threshold);
    }

    /* VIEWS */

    /// @inheritdoc ICustodyRegistry
    function custodianSigners(uint16 custodianId) external view returns (address[] memory, uint256) {
        Custodian storage custodian = _custodian(custodianId);

        return (custodian.signers.values(), custodian.threshold);
    }

    /* INTERNAL */

    /// @dev Signers must come in strictly ascending order, which is how a repeated one is found.
    function _requireSigned(uint16 custodianId, bytes32 digest, CustodianSignature[] calldata signatures)
        internal
        view
    {
        Custodian storage custodian = _custodians[custodianId - 1];

        require(signatures.length >= custodian.threshold, NotEnoughSignatures(signatures.length, custodian.threshold));
        address previous;
        for (uint256 i; i < signatures.length; ++i) {
            address signer = signatures[i].signer;
            require(signer > previous, SignersNotAscending(previous, signer));
            require(custodian.signers.contains(signer), NotCustodianSigner(custodianId, signer));
            require(
                signer.isValidSignatureNowCalldata(digest, signatures[i].signature), CustodianSignatureInvalid(signer)
            );
            previous = signer;
        }
    }

    function _custodian(uint16 custodianId) internal view returns (Custodian storage) {
        require(custodianId != 0 && custodianId <= _custodians.length, CustodianUnknown(custodianId));
        return _custodians[custodianId - 1];
    }

    function _setSigners(uint16 custodianId, address[] calldata signers, uint256 threshold) private {
        Custodian storage custodian = _custodians[custodianId - 1];

        require(
            signers.length != 0 && signers.length <= _MAX_SIGNERS, SignerCountOutOfRange(signers.length, _MAX_SIGNERS)
        );
        require(threshold != 0 && threshold <= signers.length, ThresholdOutOfRange(threshold, signers.length));

        for (uint256 i; i < signers.length; ++i) {
            require(signers[i] != address(0), CustodyZeroAddress());
            require(custodian.signers.add(signers[i]), SignerRepeated(signers[i]));
        }
        custodian.threshold = threshold;
        emit CustodianSignersSet(custodianId, signers, threshold);
    }
}
