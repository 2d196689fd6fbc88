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
  const { data } = useAtHead(["company", owner, account], async (at) => {
    const actions = await readActions(at);
    const [dividends, meetings] = await Promise.all([
      viewer ? readDividends(at, actions, stocks, assets, viewer) : undefined,
      readMeetings(at, actions, stocks, assets, viewer),
    ]);
    return { actions, dividends, meetings };
  });
  if (!data) return <div className="h-40 animate-pulse rounded-xl border border-line bg-panel" aria-busy="true" />;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-3">
      <DividendsPanel dividends={data.dividends} />
      <MeetingsPanel meetings={data.meetings} />
      <CalendarPanel actions={data.actions} stocks={stocks} />
    </div>
  );
}
