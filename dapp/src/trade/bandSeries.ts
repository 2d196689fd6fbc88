import type { CustomData, CustomSeriesOptions, ICustomSeriesPaneRenderer, ICustomSeriesPaneView, PaneRendererCustomData, Time, WhitespaceData } from "lightweight-charts";
import { customSeriesDefaultOptions } from "lightweight-charts";

export interface BandData extends CustomData<Time> {
  lo: number;
  mid: number;
  hi: number;
}

export interface BandOptions extends CustomSeriesOptions {
  line: string;
  fill: string;
}

type Target = Parameters<ICustomSeriesPaneRenderer["draw"]>[0];

/** A line with its interval around it, for lightweight-charts. */
export class BandSeries implements ICustomSeriesPaneView<Time, BandData, BandOptions> {
  private data: PaneRendererCustomData<Time, BandData> | null = null;
  private options: BandOptions = this.defaultOptions();

  renderer(): ICustomSeriesPaneRenderer {
    return { draw: (target, toY) => this.draw(target, toY) };
  }

  update(data: PaneRendererCustomData<Time, BandData>, options: BandOptions): void {
    this.data = data;
    this.options = options;
  }

  priceValueBuilder({ lo, mid, hi }: BandData): number[] {
    return [lo, hi, mid];
  }

  isWhitespace(data: BandData | WhitespaceData<Time>): data is WhitespaceData<Time> {
    return (data as Partial<BandData>).mid === undefined;
  }

  defaultOptions(): BandOptions {
    return { ...customSeriesDefaultOptions, line: "#000", fill: "#0001" };
  }

  private draw(target: Target, toY: (price: number) => number | null): void {
    const range = this.data?.visibleRange;
    if (!this.data || !range) return;
    const bars = this.data.bars.slice(Math.max(range.from - 1, 0), range.to + 1);
    target.useMediaCoordinateSpace(({ context }) => {
      const edge = (value: "lo" | "mid" | "hi") => bars.map(({ x, originalData }) => [x, toY(originalData[value]) ?? 0] as const);
      const trace = (points: (readonly [number, number])[]) => points.forEach(([x, y]) => context.lineTo(x, y));
      context.beginPath();
      trace(edge("hi"));
      trace(edge("lo").reverse());
      context.closePath();
      context.fillStyle = this.options.fill;
      context.fill();
      context.beginPath();
      trace(edge("mid"));
      context.strokeStyle = this.options.line;
      context.lineWidth = 1.75;
      context.lineJoin = "round";
      context.stroke();
    });
  }
}
