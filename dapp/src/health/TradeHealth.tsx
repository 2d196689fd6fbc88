import type { Address } from "viem";

import { useAtHead } from "../chain/head";
import { type BothHealths, readHealth, readHealthAfter } from "../chain/health";
import type { Call } from "../tx/sending";
import { HealthChange } from "./HealthChange";

const owes = (health: BothHealths | undefined): boolean => !!health && (health.initial.debt > 0n || health.maintenance.debt > 0n);

/** What a trade does to the health of an account that owes something, or would then. Others have none to look after. */
export function TradeHealth({ owner, account, trade }: { owner: Address; account: Address; trade: Call | null }) {
  const { data: before } = useAtHead(["health", account], (at) => readHealth(at, account));
  const { data: after } = useAtHead(["after trade", account, trade?.data], (at) => readHealthAfter(at, owner, account, [trade!]), { enabled: !!trade });
  return owes(before) || owes(after) ? <HealthChange before={before} after={after} /> : null;
}
