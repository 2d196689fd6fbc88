import { ColorType, createChart, type IChartApi, type ISeriesApi, type Time, type UTCTimestamp, type WhitespaceData } from "lightweight-charts";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { useTheme } from "../app/theme";
import { type BandData, type BandOptions, BandSeries } from "./bandSeries";
import type { Point } from "./indexHistory";

const STEPS = [1, 60, 300, 600, 1_800, 3_600, 14_400, 86_400]; // seconds between two points
const MOST_STEPS = 240;

/** The chart knows no time zones: it is given the reader's own time as if it were UTC. */
const localSeconds = (time: number): number => time - new Date(time * 1000).getTimezoneOffset() * 60;

/** Points at equal distances, as the chart needs them: the last one of each step. */
function resampled(points: readonly Point[]): BandData[] {
  const span = points.length ? points.at(-1)!.time - points[0]!.time : 0;
  const step = STEPS.find((one) => span / one <= MOST_STEPS) ?? STEPS.at(-1)!;
  const last = new Map<number, BandData>();
  for (const { time, lo, mid, hi } of points) {
    const at = Math.ceil(localSeconds(time) / step) * step;
    last.set(at, { time: at as UTCTimestamp, lo, mid, hi });
  }
  return [...last.values()];
}

/** The index with its interval, which widens while prices are old or a market sleeps. */
export default function IndexChart({ points, label }: { points: readonly Point[]; label: string }) {
  const { i18n } = useTranslation();
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<IChartApi | null>(null);
  const series = useRef<ISeriesApi<"Custom", Time, BandData | WhitespaceData, BandOptions> | null>(null);
  const hasPoints = points.length > 0;

  useEffect(() => {
    const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    const made = createChart(box.current!, {
      autoSize: true,
      layout: {
        background: { type: ColorType.Solid, color: "transparent" },
        textColor: color("soft"),
        fontFamily: "Inter Variable, sans-serif",
        fontSize: 11,
        attributionLogo: false,
      },
      grid: { vertLines: { visible: false }, horzLines: { color: color("line") } },
      rightPriceScale: { borderVisible: false },
      timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false },
      localization: { locale: i18n.language },
      handleScroll: false,
      handleScale: false,
    });
    chart.current = made;
    series.current = made.addCustomSeries(new BandSeries(), { line: color("accent"), fill: color("band"), priceLineColor: color("soft"), color: color("accent") });
    return () => {
      made.remove();
      chart.current = series.current = null;
    };
  }, [theme, i18n.language]);

  useEffect(() => {
    series.current?.setData(resampled(points));
    chart.current?.timeScale().fitContent();
  }, [points, theme, i18n.language]);

  return (
    <div className="relative h-64 sm:h-80">
      <div ref={box} role="img" aria-label={label} className="absolute inset-0" />
      {!hasPoints && <div className="absolute inset-4 animate-pulse rounded-lg bg-raised" />}
    </div>
  );
}
