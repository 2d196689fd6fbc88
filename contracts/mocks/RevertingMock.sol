// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

library RevertingMockLibrary {
    /// @notice Thrown when the library is asked to fail.
    error MockLibraryFailure(bytes32 word, int256 signed);

    function fail(bytes32 word, int256 signed) internal pure {
        revert MockLibraryFailure(word, signed);
    }
}

/// @title RevertingMock
/// @notice Fails in every way a contract can, so that the tests' own `reverts` helper can be tested.
contract RevertingMock {
    /// @notice Thrown when asked for, without arguments.
    error MockPlainFailure();

    /// @notice Thrown when asked for, with one argument of each common type.
    error MockDetailedFailure(uint256 amount, address account, bytes32 word, string text, bool flag);

    /// @notice How often `succeed` was called.
    uint256 public calls;

    function succeed() external {
        ++calls;
    }

    function failPlainly() external {
        ++calls;
        revert MockPlainFailure();
    }

    function failInDetail(uint256 amount, address account, bytes32 word, string calldata text, bool flag) external {
        ++calls;
        revert MockDetailedFailure(amount, account, word, text, flag);
    }

    function failInView(uint256 amount) external view {
        revert MockDetailedFailure(amount, address(this), bytes32(amount), "view", false);
    }

    function failInLibrary(bytes32 word, int256 signed) external {
        ++calls;
        RevertingMockLibrary.fail(word, signed);
    }

    /// @notice Calls `failPlainly` as another contract would.
    function failNested() external {
        RevertingMock(this).failPlainly();
    }

    function failWithMessage(string calldata message) external {
        ++calls;
        revert(message);
    }

    function overflow(uint256 addend) external returns (uint256) {
        ++calls;
        return type(uint256).max + addend;
    }

    function failSilently() external {
        ++calls;
        assembly ("memory-safe") {
            revert(0, 0)
        }
    }
}

/// @title FailingConstructorMock
/// @notice Cannot be deployed.
contract FailingConstructorMock {
    /// @notice Thrown by every deployment.
    error MockConstructorFailure(uint256 amount);

    constructor(uint256 amount) {
        revert MockConstructorFailure(amount);
    }
}
