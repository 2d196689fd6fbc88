import { lazy, Suspense } from "react";
import { Navigate, Route, Routes } from "react-router";

import { FlowPanel } from "../tx/FlowPanel";
import { useRestoredFlow } from "../tx/useRestoredFlow";
import { Header } from "./Header";
import { Notices } from "./Notices";

// One entry a page: its chunk is loaded when it is opened.
const TradePage = lazy(() => import("../trade/TradePage"));
const VaultPage = lazy(() => import("../vault/VaultPage"));
const EarnPage = lazy(() => import("../earn/EarnPage"));
const StocksPage = lazy(() => import("../stocks/StocksPage"));
const HistoryPage = lazy(() => import("../history/HistoryPage"));

export function App() {
  useRestoredFlow();
  return (
    <div className="flex min-h-dvh flex-col">
      <Header />
      <Notices />
      <main className="mx-auto w-full max-w-[1400px] flex-1 px-3 py-4 sm:px-5">
        <Suspense fallback={<div className="h-[60vh]" />}>
          <Routes>
            <Route path="/trade" element={<TradePage />} />
            <Route path="/vault" element={<VaultPage />} />
            <Route path="/earn" element={<EarnPage />} />
            <Route path="/stocks" element={<StocksPage />} />
            <Route path="/history" element={<HistoryPage />} />
            <Route path="*" element={<Navigate to="/trade" replace />} />
          </Routes>
        </Suspense>
      </main>
      <FlowPanel />
    </div>
  );
}
