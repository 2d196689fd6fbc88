// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { OptionsWorld } from "./OptionsWorld.sol";
import { VM } from "./Vm.sol";

/// @notice What happens to traders of one pool whoever they trade by: prices move, time passes, funding is collected. `done`
/// counts, for each action, how often it succeeded.
abstract contract TradersHandler is OptionsWorld {
    uint256 public constant TRADERS = 3;
    address public constant KEEPER = address(0xCEE9000);
    uint256 private constant MAX_PRICE = 1e24;

    mapping(bytes4 action => uint256 count) public done;

    modifier counted() {
        VM.warp(++time);
        _;
        ++done[msg.sig];
    }

    /// @notice A keeper collects the funding of a position.
    function settle(uint256 seed) external counted {
        (address account, uint32 seriesId,) = _position(seed);

        VM.prank(KEEPER);
        OPTIONS.settle(account, seriesId);
    }

    /// @notice Prices move by up to a third, and are confirmed.
    function movePrices(uint256 btc, uint256 tsla) external counted {
        btcPrice = _bound(btcPrice * _bound(btc, 67, 150) / 100, 1e18, MAX_PRICE);
        tslaPrice = _bound(tslaPrice * _bound(tsla, 67, 150) / 100, 1e18, MAX_PRICE);
        _publish();
        time += 121;
        VM.warp(time);
        _publish();
    }

    /// @notice Up to three days pass, in which nobody publishes a price.
    function wait_(uint256 duration) external counted {
        time += _bound(duration, 1, 3 days);
        VM.warp(time);
    }

    /// @notice The size of a position, WAD.
    function positionSize(address account, uint32 seriesId) public view returns (uint256 size) {
        (size,) = OPTIONS.positionOf(account, seriesId);
    }

    /// @notice What all traders have of a series, WAD.
    function sizeOfAll(uint32 seriesId) external view returns (uint256 sum) {
        for (uint256 i = 0; i < TRADERS; ++i) {
            sum += positionSize(trader(i), seriesId);
        }
    }

    /// @notice The accounts of the traders.
    function trader(uint256 seed) public pure virtual returns (address);

    /// @dev The pool that they trade with.
    function _writer() internal view virtual returns (address);

    /// @dev The first position found from a random place in the list of all that may be.
    function _position(uint256 seed) internal view returns (address account, uint32 seriesId, uint256 held) {
        uint32[] memory live = OPTIONS.liveSeriesOf(_writer());
        uint256 places = live.length * TRADERS;
        for (uint256 i = 0; i < places && held == 0; ++i) {
            uint256 place = addmod(seed, i, places);
            (account, seriesId) = (trader(place), live[place / TRADERS]);
            held = positionSize(account, seriesId);
        }
    }

    function _bound(uint256 value, uint256 least, uint256 most) internal pure returns (uint256) {
        return least >= most ? most : least + value % (most - least + 1);
    }
}
