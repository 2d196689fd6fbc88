/** An option as a picture sees it: settlement tokens per unit of the base. These numbers are for drawing alone. */
export interface Shape {
  strike: number;
  isCall: boolean;
  /** How far it pays, as a part of the strike. */
  width: number;
  /** Yearly. */
  sigma: number;
  /** Years. */
  period: number;
}

/** Where the option pays its most. */
export const capOf = ({ strike, isCall, width }: Shape): number => strike * (isCall ? 1 + width : 1 - width);

export const maxPayoffOf = ({ strike, width }: Shape): number => strike * width;

/** What it would pay if it were settled at an index. */
export function payoffAt(shape: Shape, index: number): number {
  const inside = shape.isCall ? index - shape.strike : shape.strike - index;
  return Math.min(Math.max(inside, 0), maxPayoffOf(shape));
}

/** What it is worth at an index: docs/pricing.md. */
export function valueAt(shape: Shape, index: number): number {
  const { strike, isCall, sigma, period } = shape;
  const cap = capOf(shape);
  if (isCall ? index >= cap : index <= cap) return maxPayoffOf(shape);
  const u = Math.sqrt(1 + 8 / (sigma * sigma * period));
  const time = (at: number) => (strike / u) * (at / strike) ** (at >= strike ? (1 - u) / 2 : (1 + u) / 2);
  const lost = cap > 0 ? time(cap) * (index / cap) ** (isCall ? (1 + u) / 2 : (1 - u) / 2) : 0;
  return payoffAt(shape, index) + time(index) - lost;
}

/** The index at which the payoff equals what was paid, or null if it never does. */
export function breakEvenOf(shape: Shape, paid: number): number | null {
  if (paid > maxPayoffOf(shape)) return null;
  return shape.isCall ? shape.strike + paid : shape.strike - paid;
}
