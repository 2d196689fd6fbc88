import { useRef } from "react";
import { useTranslation } from "react-i18next";

import { useWidth } from "../ui/useWidth";

import { breakEvenOf, capOf, payoffAt, type Shape, valueAt } from "./payoff";

const [HEIGHT, LEFT, BOTTOM, TOP] = [210, 8, 26, 16];
const SAMPLES = 120;
const PADDING = 16; // of the figure, at either side

interface Props {
  shape: Shape;
  /** Settlement tokens per unit of the base, as are index and strike. */
  paid: number;
  index: number;
  size: number;
  symbol: string;
}

const short = (value: number): string =>
  Math.abs(value) >= 1000 ? value.toLocaleString("en", { maximumFractionDigits: 0 }) : value.toPrecision(4).replace(/\.?0+$/, "");

/** Profit and loss at each index: settled at the payoff (line), and sold back now (dashes). */
export function PayoffChart({ shape, paid, index, size, symbol }: Props) {
  const { t } = useTranslation("trade");
  const box = useRef<HTMLElement>(null);
  const width = useWidth(box) - 2 * PADDING;
  const cap = capOf(shape);
  const breakEven = breakEvenOf(shape, paid);
  const marks = [shape.strike, index, cap, breakEven ?? index];
  const spread = Math.max(...marks) - Math.min(...marks);
  const from = Math.max(0, Math.min(...marks) - spread * 0.18);
  const to = Math.max(...marks) + spread * 0.18;
  const best = (shape.strike * shape.width - paid) * size;
  const worst = -paid * size;
  const room = (best - worst) * 0.12 || 1;
  const x = (value: number) => LEFT + ((value - from) / (to - from)) * (width - 2 * LEFT);
  const y = (value: number) => TOP + ((best + room - value) / (best - worst + 2 * room)) * (HEIGHT - TOP - BOTTOM);
  const at = Array.from({ length: SAMPLES + 1 }, (_, place) => from + ((to - from) * place) / SAMPLES);
  const bends = [...at, shape.strike, cap].filter((value) => value >= from && value <= to).sort((one, other) => one - other);
  const path = (worth: (value: number) => number, along: number[]) =>
    along.map((value, place) => `${place ? "L" : "M"}${x(value).toFixed(1)} ${y((worth(value) - paid) * size).toFixed(1)}`).join("");
  const payoff = path((value) => payoffAt(shape, value), bends);
  const zero = y(0);
  const labels = [
    { key: "strike", value: shape.strike, tone: "fill-soft" },
    { key: "cap", value: cap, tone: "fill-soft" },
    ...(breakEven === null ? [] : [{ key: "breakEven" as const, value: breakEven, tone: "fill-text" }]),
  ] as const;
  const summary = t("payoff.summary", {
    strike: short(shape.strike),
    cap: short(cap),
    breakEven: breakEven === null ? "—" : short(breakEven),
    worst: short(-worst),
    best: short(best),
    symbol,
  });
  return (
    <figure ref={box} className="px-4 pt-3 pb-2">
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={summary} width={width} height={HEIGHT}>
        <defs>
          <clipPath id="gain">
            <rect x="0" y="0" width={width} height={zero} />
          </clipPath>
          <clipPath id="loss">
            <rect x="0" y={zero} width={width} height={HEIGHT - zero} />
          </clipPath>
        </defs>
        <path d={`${payoff}L${x(to)} ${zero}L${x(from)} ${zero}Z`} clipPath="url(#gain)" className="fill-gain" fillOpacity="0.14" />
        <path d={`${payoff}L${x(to)} ${zero}L${x(from)} ${zero}Z`} clipPath="url(#loss)" className="fill-loss" fillOpacity="0.12" />
        <line x1={LEFT} x2={width - LEFT} y1={zero} y2={zero} className="stroke-line" strokeWidth="1" />
        {labels.map(({ key, value }) => (
          <line key={key} x1={x(value)} x2={x(value)} y1={TOP} y2={HEIGHT - BOTTOM} className="stroke-line" strokeDasharray="2 4" />
        ))}
        <line x1={x(index)} x2={x(index)} y1={TOP} y2={HEIGHT - BOTTOM} className="stroke-accent" strokeWidth="1.25" />
        <path d={path((value) => valueAt(shape, value), at)} fill="none" className="stroke-soft" strokeWidth="1.5" strokeDasharray="5 4" />
        <path d={payoff} clipPath="url(#gain)" fill="none" className="stroke-gain" strokeWidth="2.25" />
        <path d={payoff} clipPath="url(#loss)" fill="none" className="stroke-loss" strokeWidth="2.25" />
        <text x={x(index)} y={TOP - 3} textAnchor="middle" className="fill-accent text-[11px]">
          {t("payoff.now")}
        </text>
        {spaced(labels.map((label) => ({ ...label, at: x(label.value) })), width).map(({ key, at: place, tone, value }) => (
          <text key={key} x={place} y={HEIGHT - 8} textAnchor="middle" className={`${tone} figure text-[11px]`}>
            {`${t(`payoff.${key}`)} ${short(value)}`}
          </text>
        ))}
      </svg>
      <figcaption className="flex flex-wrap gap-x-4 text-[11px] text-soft">
        <span>
          <span aria-hidden="true">━ </span>
          {t("payoff.settled")}
        </span>
        <span>
          <span aria-hidden="true">╍ </span>
          {t("payoff.sold")}
        </span>
      </figcaption>
    </figure>
  );
}

const LABEL_WIDTH = 112;

/** Moves labels apart, in their order, and keeps them inside. */
function spaced<T extends { at: number }>(labels: T[], width: number): T[] {
  const ordered = [...labels].sort((one, other) => one.at - other.at);
  const half = LABEL_WIDTH / 2;
  ordered.forEach((label, place) => {
    const least = place ? ordered[place - 1]!.at + LABEL_WIDTH : half;
    label.at = Math.max(label.at, least);
  });
  [...ordered].reverse().forEach((label, place, all) => {
    const most = place ? all[place - 1]!.at - LABEL_WIDTH : width - half;
    label.at = Math.min(label.at, most);
  });
  return ordered;
}
