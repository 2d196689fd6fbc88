// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IOptionMarkets } from "./IOptionMarkets.sol";
import { IOptionOffers } from "./IOptionOffers.sol";
import { IOptionTrading } from "./IOptionTrading.sol";
import { IOptionTransfers } from "./IOptionTransfers.sol";
import { IOptionValues } from "./IOptionValues.sol";

/// @title Perpetual options, covered and coin-margined
/// @notice All that can be asked of the contract `PerpetualOptions`. It trades by itself, answers what is in
/// `IOptionValues` by the code of `OptionValues`, and carries out `IOptionMarkets` by that of `OptionMarkets`,
/// `IOptionTransfers` by that of `OptionTransfers` and `IOptionOffers` by that of `OptionOffers`.
interface IPerpetualOptions is IOptionTrading, IOptionValues, IOptionMarkets, IOptionTransfers, IOptionOffers { }
