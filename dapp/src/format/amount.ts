import { parseUnits } from "viem";

/** What somebody typed as an amount: token units, or what is wrong with it. An empty field is neither. */
export type Typed = { units: bigint } | { problem: "notANumber" | "tooManyDecimals" } | null;

export function readAmount(text: string, decimals: number): Typed {
  const plain = text.trim().replaceAll(",", "");
  if (plain === "") return null;
  if (!/^(\d+\.?\d*|\.\d+)$/.test(plain)) return { problem: "notANumber" };
  const places = plain.split(".")[1]?.length ?? 0;
  if (places > decimals) return { problem: "tooManyDecimals" };
  return { units: parseUnits(plain as `${number}`, decimals) };
}
