import { type Address, type ContractFunctionReturnType, decodeFunctionResult, encodeFunctionData } from "viem";

import type { Asset } from "../chain/assets";
import type { At } from "../chain/head";
import { NOBODY } from "../chain/supposing";
import { optionsLensAbi, perpetualOptionsAbi } from "../generated/abi";
import { readAtPrices } from "../prices/refresh";

/** What makes an option: see `IOptionTypes.SeriesTerms`. */
export interface Terms {
  pool: Address;
  marketId: number;
  strike: bigint;
  widthBps: number;
  isCall: boolean;
}

/** What a trade costs or pays now, and what the option is like. */
export interface Ticket {
  /** Per unit of the base, WAD. */
  ask: bigint;
  /** null as long as the pool has written nothing in the market. */
  bid: bigint | null;
  /** Units of the settlement token. */
  premium: bigint;
  fee: bigint;
  cost: bigint;
  fundingPerDay: bigint;
  /** The most that it can pay. */
  maxPayoff: bigint;
  sigma: bigint;
  delta: bigint;
  gamma: bigint;
  vega: bigint;
}

/** What a dialog is about that ends a position, or a part of it. */
export interface ClosingProps {
  position: Position;
  account: Address;
  base: Asset;
  settlement: Asset;
  onClose: () => void;
}

const WAD = 10n ** 18n;
const DAY = 86_400n;
const YEAR = 365n * DAY;
const BPS = 10_000n;

/**
 * Quotes an option. Where the chain's prices are too old to open at, it supposes that new signed ones come first, as
 * they do when the option is bought.
 */
export async function readTicket(at: At, terms: Terms, size: bigint, unit: bigint, baseId: number, settlementId: number): Promise<Ticket> {
  const options = { to: at.chain.contracts.PerpetualOptions, abi: perpetualOptionsAbi } as const;
  const lens = { to: at.chain.contracts.OptionsLens, abi: optionsLensAbi } as const;
  const seriesId = await at.client.readContract({ address: options.to, abi: options.abi, functionName: "seriesIdOf", args: [terms], ...at.block });
  const calls = [
    { to: lens.to, data: encodeFunctionData({ abi: lens.abi, functionName: "quoteOpen", args: [terms, size, 0n] }) },
    { to: options.to, data: encodeFunctionData({ abi: options.abi, functionName: "openingContextOf", args: [terms] }) },
    ...(seriesId ? [{ to: options.to, data: encodeFunctionData({ abi: options.abi, functionName: "contextOf", args: [seriesId] }) }] : []),
  ];
  const answers = await readAtPrices(at, NOBODY, [baseId, settlementId], calls);
  const quote = decodeFunctionResult({ abi: lens.abi, functionName: "quoteOpen", data: answers[0]! });
  const [{ option, index, market, sigma0, timeValue }] = decodeFunctionResult({ abi: options.abi, functionName: "openingContextOf", data: answers[1]! });
  const closing = answers[2] && decodeFunctionResult({ abi: options.abi, functionName: "contextOf", data: answers[2] });

  const shape = [option.strike, option.isCall, option.width] as const;
  const [[delta, gamma, vega], bid] = await Promise.all([
    at.client.readContract({ address: lens.to, abi: lens.abi, functionName: "greeksOf", args: [index.mid, ...shape, sigma0, option.period], ...at.block }),
    closing ? readBid(at, closing) : null,
  ]);
  const rent = (BigInt(market.rentBps) * option.maxPayoff * DAY) / (BPS * YEAR);
  const decay = (timeValue * DAY) / option.period;
  const whole = (perUnit: bigint) => (perUnit * size * unit) / (WAD * WAD);
  return {
    ask: quote.price,
    bid,
    premium: quote.gross,
    fee: quote.fee,
    cost: quote.net,
    fundingPerDay: whole(decay > rent ? decay : rent),
    maxPayoff: whole(option.maxPayoff),
    sigma: sigma0,
    delta: (delta * size) / WAD,
    gamma: (gamma * size) / WAD,
    vega: (vega * size) / WAD,
  };
}

type Context = ContractFunctionReturnType<typeof perpetualOptionsAbi, "view", "contextOf">;

/** What a unit is bought back at: at the cheaper edge, less the spread, and never below the payoff there. */
async function readBid(at: At, { option, index, market, sigmaLow }: Context): Promise<bigint> {
  const edge = option.isCall ? index.lo : index.hi;
  const worth = await at.client.readContract({
    address: at.chain.contracts.OptionsLens,
    abi: optionsLensAbi,
    functionName: "optionValue",
    args: [edge, option.strike, option.isCall, option.width, sigmaLow, option.period],
    ...at.block,
  });
  const inside = option.isCall ? edge - option.strike : option.strike - edge;
  const payoff = inside < 0n ? 0n : inside < option.maxPayoff ? inside : option.maxPayoff;
  const lessSpread = (worth * (BPS - BigInt(market.spreadBps))) / BPS;
  return payoff > lessSpread ? payoff : lessSpread;
}

/** An option in an account. Amounts are in units of the settlement token, for all of it. */
export interface Position {
  seriesId: number;
  terms: Terms;
  size: bigint;
  value: bigint;
  /** What closing all of it pays now. */
  proceeds: bigint;
  owed: bigint;
  delta: bigint;
  gamma: bigint;
  vega: bigint;
  /** Settlement tokens a day, WAD. */
  theta: bigint;
  coveredSeconds: bigint;
}

export async function readPositions(at: At, account: Address): Promise<Position[]> {
  const lens = { address: at.chain.contracts.OptionsLens, abi: optionsLensAbi, ...at.block } as const;
  const options = { address: at.chain.contracts.PerpetualOptions, abi: perpetualOptionsAbi, ...at.block } as const;
  const ids = await at.client.readContract({ ...options, functionName: "positionsOf", args: [account] });
  return Promise.all(
    ids.map(async (seriesId) => {
      const position = await at.client.readContract({ ...lens, functionName: "position", args: [account, seriesId] });
      return { ...position, seriesId };
    }),
  );
}

export const readClosing = (at: At, account: Address, seriesId: number, size: bigint) =>
  at.client.readContract({
    address: at.chain.contracts.OptionsLens,
    abi: optionsLensAbi,
    functionName: "quoteClose",
    args: [account, seriesId, size, 0n],
    ...at.block,
  });

