// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

interface IVulnerablePrice {
    /// @notice What a unit of the collateral is worth in units of what is lent, WAD.
    function price() external view returns (uint256);
}

/// @title VulnerableLender
/// @notice Lends against one collateral, for showing attacks. Units are WAD. What is paid in and out is only booked.
/// @dev What it lacks: intervals, caps and doubts. It takes one number for the price, whatever it is, at every moment.
contract VulnerableLender {
    uint256 private constant WAD = 1e18;

    IVulnerablePrice public immutable SOURCE;
    uint256 public immutable FACTOR; // of the worth of collateral, for new debt
    uint256 public immutable THRESHOLD; // of the worth of collateral, for a sale

    uint256 public cash;
    mapping(address account => uint256) public collateralOf;
    mapping(address account => uint256) public debtOf;

    constructor(IVulnerablePrice source, uint256 factor, uint256 threshold, uint256 cash_) {
        (SOURCE, FACTOR, THRESHOLD, cash) = (source, factor, threshold, cash_);
    }

    function deposit(uint256 amount) external {
        collateralOf[msg.sender] += amount;
    }

    function borrow(uint256 amount) external {
        cash -= amount;
        debtOf[msg.sender] += amount;
        require(debtOf[msg.sender] <= worthOf(msg.sender) * FACTOR / WAD, "collateral");
    }

    /// @notice Sells all of the collateral at the price, if the debt is above the threshold. The lenders bear the rest.
    function liquidate(address account) external returns (uint256 loss) {
        (uint256 worth, uint256 debt) = (worthOf(account), debtOf[account]);
        require(debt > worth * THRESHOLD / WAD, "healthy");

        uint256 paid = worth < debt ? worth : debt;
        cash += paid;
        delete debtOf[account];
        delete collateralOf[account];
        return debt - paid;
    }

    function worthOf(address account) public view returns (uint256) {
        return collateralOf[account] * SOURCE.price() / WAD;
    }
}
