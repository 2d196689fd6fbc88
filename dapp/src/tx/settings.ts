import { useState } from "react";

/** How far a trade may be off its quote, and how long it may take. */
export interface TradeSettings {
  slippageBps: number;
  deadlineMinutes: number;
}

const STORED = "evershare.trade";
const USUAL: TradeSettings = { slippageBps: 100, deadlineMinutes: 20 };

function stored(): TradeSettings {
  try {
    return { ...USUAL, ...(JSON.parse(localStorage.getItem(STORED) ?? "{}") as Partial<TradeSettings>) };
  } catch {
    return USUAL;
  }
}

export function useTradeSettings(): [TradeSettings, (change: Partial<TradeSettings>) => void] {
  const [settings, set] = useState(stored);
  const change = (part: Partial<TradeSettings>) => {
    const next = { ...settings, ...part };
    localStorage.setItem(STORED, JSON.stringify(next));
    set(next);
  };
  return [settings, change];
}
