// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title MockNoReturnToken
/// @notice Transfers and approves without returning anything, as tokens older than ERC-20's final text do.
contract MockNoReturnToken {
    /// @notice Thrown when a balance or an allowance does not cover a transfer.
    error MockTransferNotCovered(uint256 available, uint256 needed);

    string public constant name = "No return value";
    string public constant symbol = "VOID";
    uint8 public constant decimals = 6;

    mapping(address account => uint256 tokenUnits) public balanceOf;
    mapping(address owner => mapping(address spender => uint256 tokenUnits)) public allowance;

    function mint(address account, uint256 amount) external {
        balanceOf[account] += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        uint256 allowed = allowance[from][msg.sender];
        require(allowed >= amount, MockTransferNotCovered(allowed, amount));

        allowance[from][msg.sender] = allowed - amount;
        _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private {
        require(balanceOf[from] >= amount, MockTransferNotCovered(balanceOf[from], amount));

        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}
