import { useAtHead } from "../chain/head";
import type { Asset } from "../chain/assets";
import { readActions, readDividends, readMeetings } from "../chain/company";
import type { Stock } from "../chain/stocks";
import { useViewed } from "../wallet/viewed";
import { CalendarPanel } from "./CalendarPanel";
import { DividendsPanel } from "./DividendsPanel";
import { MeetingsPanel } from "./MeetingsPanel";

/** What the companies behind the stocks do, and what that lets an owner do. */
export function CompanyPanels({ stocks, assets }: { stocks: Stock[]; assets: Map<number, Asset> }) {
  const { owner, account } = useViewed();
  const viewer = owner && account ? { owner, account } : null;
  const { data: actions } = useAtHead(["actions"], readActions);
  const { data: dividends } = useAtHead(["dividends", owner, account], async (at) => readDividends(at, await readActions(at), stocks, assets, viewer!), {
    enabled: !!viewer,
  });
  const { data: meetings } = useAtHead(["meetings", owner, account], async (at) => readMeetings(at, await readActions(at), stocks, assets, viewer));
  if (!actions || !meetings) return <div className="h-40 animate-pulse rounded-xl border border-line bg-panel" aria-busy="true" />;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-3">
      <DividendsPanel dividends={viewer ? dividends : undefined} />
      <MeetingsPanel meetings={meetings} />
      <CalendarPanel actions={actions} stocks={stocks} />
    </div>
  );
}
