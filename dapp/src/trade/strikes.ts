const STEP_DIGITS = 5;
const WAD = 10n ** 18n;

/** The strike of a step of the grid, WAD: 1.05 to that power, rounded half up to five significant digits. */
export function strikeAt(step: number): bigint {
  const size = BigInt(Math.abs(step));
  const [over, under] = step >= 0 ? [105n ** size, 100n ** size] : [100n ** size, 105n ** size];
  // 60 digits after the point are more than enough for the smallest strike, 1e-9.
  const exact = (over * 10n ** 60n) / under;
  const unit = 10n ** BigInt(exact.toString().length - STEP_DIGITS);
  const rounded = ((exact + unit / 2n) / unit) * unit;
  return (rounded * WAD) / 10n ** 60n;
}

/** The strikes that can be opened at an index (WAD): from half of it to twice, lowest first. */
export function strikesAround(index: bigint): bigint[] {
  const middle = Math.round(Math.log(Number(index) / 1e18) / Math.log(1.05));
  const steps = Array.from({ length: 33 }, (_, place) => middle - 16 + place);
  return steps.map(strikeAt).filter((strike) => strike * 2n >= index && strike <= index * 2n);
}

export const nearestStrike = (index: bigint): bigint =>
  strikesAround(index).reduce((best, strike) => (distance(strike, index) <= distance(best, index) ? strike : best));

const distance = (one: bigint, other: bigint): bigint => (one > other ? one - other : other - one);
