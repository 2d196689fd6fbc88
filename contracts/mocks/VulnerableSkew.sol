// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title VulnerableSkew
/// @notice A market maker of one option at a constant value, for showing an attack. Units are WAD; accounts are numbers.
/// @dev What it lacks: cover by the maximum payoff. Both sides trade against the pool on a margin per unit, at a mark that
/// moves in proportion to the net size, so a large forced close moves the mark further than the margin reaches.
contract VulnerableSkew {
    struct Account {
        int256 margin; // with what trades paid and received
        int256 size; // negative when short
    }

    uint256 private constant WAD = 1e18;

    int256 public immutable VALUE;
    int256 public immutable SLOPE; // of the mark, per unit of net size
    int256 public immutable MARGIN_PER_UNIT;
    int256 public immutable FUNDING_PER_DAY; // per unit, from longs to the pool

    int256 public pool;
    int256 public net;
    uint256 private _fundedAt = block.timestamp;
    mapping(uint256 id => Account) public accounts;

    constructor(int256 pool_, int256 value, int256 slope, int256 marginPerUnit, int256 fundingPerDay) {
        (pool, VALUE, SLOPE, MARGIN_PER_UNIT, FUNDING_PER_DAY) = (pool_, value, slope, marginPerUnit, fundingPerDay);
    }

    function addMargin(uint256 id, int256 amount) external {
        accounts[id].margin += amount;
    }

    function trade(uint256 id, int256 size) external {
        _trade(id, size);
        require(!isShort(id), "margin");
    }

    /// @notice Everything that an account has beyond its positions; only without a position.
    function withdraw(uint256 id) external returns (int256 amount) {
        require(accounts[id].size == 0, "position");
        amount = accounts[id].margin;
        accounts[id].margin = 0;
    }

    function payFunding(uint256 id) external {
        int256 due =
            _mul(FUNDING_PER_DAY, accounts[id].size) * int256(block.timestamp - _fundedAt) / int256(uint256(1 days));
        accounts[id].margin -= due;
        pool += due;
    }

    /// @notice Closes an account that has too little margin. A loss beyond its margin is the pool's.
    function liquidate(uint256 id) external {
        require(isShort(id), "margin");
        _trade(id, -accounts[id].size);
        if (accounts[id].margin < 0) {
            pool += accounts[id].margin;
            accounts[id].margin = 0;
        }
    }

    /// @notice Whether an account has less than its margin per unit, with its position at the mark.
    function isShort(uint256 id) public view returns (bool) {
        Account memory account = accounts[id];
        int256 size = account.size < 0 ? -account.size : account.size;
        int256 equity = account.margin + _mul(mark(), account.size);
        return size != 0 && equity < _mul(MARGIN_PER_UNIT, size);
    }

    /// @notice Not bounded: it goes below zero.
    function mark() public view returns (int256) {
        return VALUE + _mul(SLOPE, net);
    }

    function _trade(uint256 id, int256 size) private {
        int256 cost = _mul(VALUE + _mul(SLOPE, net + size / 2), size);
        net += size;
        accounts[id].margin -= cost;
        accounts[id].size += size;
        pool += cost;
    }

    function _mul(int256 a, int256 b) private pure returns (int256) {
        return a * b / int256(WAD);
    }
}
