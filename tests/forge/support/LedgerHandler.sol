// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MockShrinkingToken } from "../../../contracts/mocks/MockShrinkingToken.sol";
import { LendingPool } from "../../../contracts/vault/LendingPool.sol";
import { Health } from "../../../interfaces/IRiskEngine.sol";
import { check } from "./Checks.sol";
import { CreditWorld } from "./CreditWorld.sol";
import { VM } from "./Vm.sol";

/// @notice How tokens come into the ledger and leave it: those of borrowers, of a lender and a liquidator, donations, tokens that
/// keep a fee and tokens that go missing. `done` counts, for each action, how often it succeeded. What must hold after one
/// action is checked there.
abstract contract LedgerHandler is CreditWorld {
    uint256 public constant BORROWERS = 3;
    address public constant LENDER = address(0x1E4D000);
    address public constant LIQUIDATOR = address(0x110D000);
    uint256 private constant _WAD = 1e18;

    mapping(bytes4 action => uint256 count) public done;
    uint256 public time = 1_722_522_600;
    uint256 public price = 200e18;

    constructor() {
        VM.warp(time);
        _publish();
        for (uint256 i; i < BORROWERS + 3; ++i) {
            address person = account(i);
            for (uint16 id = USDC; id <= FEE; ++id) {
                VM.startPrank(person);
                tokenOf[id].approve(address(VAULT), type(uint256).max);
                if (id != FEE) tokenOf[id].approve(address(poolOf[id]), type(uint256).max);
                VM.stopPrank();
            }
        }
        _supply(LENDER, USDC, 1_000_000e6);
        _supply(LENDER, TSLA, 5_000e18);
        _fund(LIQUIDATOR, USDC, 100_000e6);
        _fund(LIQUIDATOR, TSLA, 1_000e18);
    }

    modifier counted() {
        VM.warp(++time);
        _;
        ++done[msg.sig];
    }

    /// @dev V2: an action leaves the health of everybody else as it was.
    modifier harmless(uint256 actor) {
        Health[] memory before = new Health[](BORROWERS);
        for (uint256 i; i < BORROWERS; ++i) {
            before[i] = ENGINE.maintenanceHealthOf(account(i));
        }
        _;
        for (uint256 i; i < BORROWERS; ++i) {
            if (i == actor % BORROWERS) continue;
            Health memory present = ENGINE.maintenanceHealthOf(account(i));
            check(present.collateral >= before[i].collateral && present.debt <= before[i].debt, "V2");
        }
    }

    /// @notice The accounts: those of the borrowers, and after them the lender's, the liquidator's and the insurance's.
    function account(uint256 i) public pure returns (address) {
        if (i < BORROWERS) return address(uint160(0xB0220000 + i * 0x100));
        return [LENDER, LIQUIDATOR, INSURANCE][i - BORROWERS];
    }

    /* TOKENS */

    /// @notice A borrower brings collateral.
    function deposit(uint256 who, uint256 asset, uint256 amount) external counted harmless(who) {
        uint16 id = _id(asset);
        _fund(account(who % BORROWERS), id, _bound(amount, 1, _whole(id, 20_000)));
    }

    /// @notice A borrower takes a part of his collateral out. V4: without debt, nothing stands in the way.
    function withdraw(uint256 who, uint256 asset, uint256 amount) external counted harmless(who) {
        (address from, uint16 id) = (account(who % BORROWERS), _id(asset));
        amount = _bound(amount, 1, VAULT.balanceOf(from, id));

        VM.prank(from);
        try VAULT.withdraw(id, from, from, amount) {
            _checkHealthy(from);
        } catch (bytes memory reason) {
            check(VAULT.debtsOf(from).length != 0 || amount == 0, "V4");
            assembly ("memory-safe") {
                revert(add(reason, 32), mload(reason))
            }
        }
    }

    /// @notice A2: somebody sends tokens where they do not belong. No account, share price or health changes.
    function donate(uint256 asset, uint256 amount) external counted {
        uint16 id = _id(asset);
        bytes32 before = _everything();
        tokenOf[id].mint(amount % 2 == 0 ? address(VAULT) : address(poolOf[id]), _bound(amount, 1, _whole(id, 1_000)));
        check(_everything() == before, "A2");
    }

    /// @notice A borrower brings a token that keeps a fee, or takes it out. A1: what came is credited.
    function tax(uint256 who, uint256 amount, bool brings) external counted harmless(who) {
        address from = account(who % BORROWERS);
        if (!brings) {
            amount = _bound(amount, 1, VAULT.balanceOf(from, FEE));
            VM.prank(from);
            VAULT.withdraw(FEE, from, from, amount);
            return;
        }
        amount = _bound(amount, 1, 1e24);
        uint256 before = VAULT.balanceOf(from, FEE);
        _fund(from, FEE, amount);
        check(VAULT.balanceOf(from, FEE) - before == amount - amount * FEE_BPS / 1e4, "A1 fee");
    }

    /// @notice Tokens of TSLA go missing in the ledger and come back, and this is recorded; meanwhile some are taken out, and
    /// debts repaid. A1: what all balances are paid of a short asset is there. V4, V5: nobody is refused for it.
    function loseTokens(uint256 seed, uint256 steps) external counted {
        uint256 state = VM.snapshotState();
        for (uint256 i; i <= steps % 8; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            address from = account((seed >> 8) % BORROWERS);
            if (seed % 4 == 0) _loseTokens(seed >> 16);
            else if (seed % 4 == 1) _findTokens(seed >> 16);
            else if (seed % 4 == 2) _takeOutPart(account((seed >> 8) % (BORROWERS + 3)), seed >> 16);
            else check(_repaysFrom(seed >> 16 & 1 == 0 ? LIQUIDATOR : from, from, TSLA), "V5");

            uint256 total = VAULT.totalBalance(TSLA);
            uint256 held = tokenOf[TSLA].balanceOf(address(VAULT));
            check(total * VAULT.payoutFactorOf(TSLA) / _WAD <= held, "A1 short");
        }
        VM.revertToState(state);
    }

    /* INTERNAL */

    function _loseTokens(uint256 amount) private {
        amount = _bound(amount, 0, tokenOf[TSLA].balanceOf(address(VAULT)) / 2);
        MockShrinkingToken(address(tokenOf[TSLA])).shrink(address(VAULT), amount);
        _recordShortfall();
    }

    /// @dev Up to all that is missing.
    function _findTokens(uint256 amount) private {
        uint256 total = VAULT.totalBalance(TSLA);
        uint256 held = tokenOf[TSLA].balanceOf(address(VAULT));
        uint256 missing = total > held ? total - held : 0;
        amount = amount % 3 == 0 ? missing : _bound(amount, 0, missing);
        tokenOf[TSLA].mint(address(VAULT), amount);
        _recordShortfall();
    }

    function _recordShortfall() private {
        uint256 total = VAULT.totalBalance(TSLA);
        uint256 held = tokenOf[TSLA].balanceOf(address(VAULT));
        check(VAULT.recordShortfall(TSLA) == (held < total ? held * _WAD / total : _WAD), "A1 factor");
    }

    /// @dev Who owes nothing takes a part of his balance out, at the recorded factor.
    function _takeOutPart(address from, uint256 amount) private {
        amount = _bound(amount, 1, VAULT.balanceOf(from, TSLA));
        if (amount == 0 || VAULT.debtsOf(from).length != 0) return;
        uint256 before = tokenOf[TSLA].balanceOf(from);

        VM.prank(from);
        try VAULT.withdraw(TSLA, from, from, amount) {
            uint256 paid = tokenOf[TSLA].balanceOf(from) - before;
            check(paid == amount * VAULT.payoutFactorOf(TSLA) / _WAD, "A1 paid");
        } catch {
            check(false, "V4");
        }
    }

    /// @dev All that a donation could change.
    function _everything() private view returns (bytes32 digest) {
        for (uint16 id = USDC; id <= TSLA; ++id) {
            LendingPool pool = poolOf[id];
            digest = keccak256(
                abi.encode(digest, pool.totalAssets(), pool.cash(), pool.totalSupply(), pool.convertToAssets(1e36))
            );
            for (uint256 i; i < BORROWERS + 3; ++i) {
                digest = keccak256(abi.encode(digest, VAULT.balanceOf(account(i), id), pool.debtOf(account(i))));
            }
        }
        for (uint256 i; i < BORROWERS; ++i) {
            digest = keccak256(
                abi.encode(digest, ENGINE.maintenanceHealthOf(account(i)), ENGINE.initialHealthOf(account(i)))
            );
        }
    }

    /// @dev Whether somebody repays a debt with what he has of it, up to all of it.
    function _repaysFrom(address payer, address who, uint16 id) internal returns (bool) {
        uint256 owed = poolOf[id].debtOf(who);
        uint256 amount = _bound(owed / 2, 0, VAULT.balanceOf(payer, id));
        if (owed == 0 || amount == 0) return true;

        VM.prank(payer);
        try VAULT.repay(id, who, payer, amount) returns (uint256 repaid) {
            return repaid == amount;
        } catch {
            return false;
        }
    }

    function _takesOut(address who, uint16 id) internal returns (bool) {
        uint256 amount = VAULT.balanceOf(who, id);
        if (amount == 0) return true;

        VM.prank(who);
        try VAULT.withdraw(id, who, who, amount) {
            return tokenOf[id].balanceOf(who) >= amount;
        } catch {
            return false;
        }
    }

    /// @dev The feed of TSLA prices shares, whose price rounds that of a token.
    function _publish() internal {
        uint256 sharePrice = price * _WAD / SHARES.multiplier();
        price = sharePrice * SHARES.multiplier() / _WAD;
        SOURCE.set(bytes32(uint256(USDC)), 1e18, 0, time);
        SOURCE.set(bytes32(uint256(TSLA)), sharePrice, 0, time);
        uint16[] memory assetIds = new uint16[](2);
        (assetIds[0], assetIds[1]) = (USDC, TSLA);
        ORACLE.refresh(assetIds, new bytes[](0));
    }

    function _fund(address to, uint16 id, uint256 amount) internal {
        tokenOf[id].mint(to, amount);

        VM.prank(to);
        VAULT.deposit(id, to, amount);
    }

    function _supply(address lender, uint16 id, uint256 amount) internal returns (uint256 shares) {
        tokenOf[id].mint(lender, amount);

        VM.prank(lender);
        return poolOf[id].deposit(amount, lender);
    }

    /// @dev V1
    function _checkHealthy(address from) internal view {
        if (VAULT.debtsOf(from).length == 0) return;
        Health memory health = ENGINE.initialHealthOf(from);
        check(health.collateral >= health.debt, "V1");
    }

    function _id(uint256 asset) internal pure returns (uint16) {
        return asset % 2 == 0 ? USDC : TSLA;
    }

    function _whole(uint16 id, uint256 amount) internal pure returns (uint256) {
        return id == USDC ? amount * 1e6 : amount * 1e18 / 200;
    }

    function _bound(uint256 value, uint256 least, uint256 most) internal pure returns (uint256) {
        return least >= most ? most : least + value % (most - least + 1);
    }
}
