import { formatUnits } from "viem";

const WAD_DECIMALS = 18;

/** How many digits after the point are worth showing of a value in whole units. */
export function usefulDigits(value: number): number {
  const size = Math.abs(value);
  if (size === 0 || size >= 10_000) return 2;
  if (size >= 1) return 4;
  if (size >= 0.01) return 5;
  return 8;
}

/** An exact amount, rounded half up to so many digits after the point, with thousands set apart. */
export function formatAmount(units: bigint, decimals: number = WAD_DECIMALS, digits?: number): string {
  const shown = digits ?? usefulDigits(Number(formatUnits(units, decimals)));
  const negative = units < 0n;
  let size = negative ? -units : units;
  if (decimals > shown) {
    const step = 10n ** BigInt(decimals - shown);
    size = (size + step / 2n) / step;
  } else {
    size *= 10n ** BigInt(shown - decimals);
  }
  const text = size.toString().padStart(shown + 1, "0");
  const whole = text.slice(0, text.length - shown).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const rest = shown ? `.${text.slice(text.length - shown)}` : "";
  return `${negative && size ? "−" : ""}${whole}${rest}`;
}

/** An amount of a token, or a dash as long as it is not known. */
export const formatTokens = (units: bigint | undefined, { decimals, symbol }: { decimals: number; symbol: string }): string =>
  units === undefined ? "—" : `${formatAmount(units, decimals)} ${symbol}`;

/** A WAD fraction as a percentage. */
export const formatPercent = (wad: bigint, digits = 2): string => `${formatAmount(wad * 100n, WAD_DECIMALS, digits)}%`;

export const formatBps = (bps: number | bigint): string => formatPercent(BigInt(bps) * 10n ** 14n);

export const toNumber = (units: bigint, decimals: number = WAD_DECIMALS): number => Number(formatUnits(units, decimals));

export const shortAddress = (address: string): string => `${address.slice(0, 6)}…${address.slice(-4)}`;
