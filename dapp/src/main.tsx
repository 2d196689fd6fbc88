import "@fontsource-variable/inter/wght.css";
import "./app/styles.css";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { HashRouter } from "react-router";
import { WagmiProvider } from "wagmi";

import { App } from "./app/App";
import { NothingDeployed } from "./app/NothingDeployed";
import { startTheme } from "./app/theme";
import { loadConfig } from "./config/config";
import { ConfigContext } from "./config/context";
import { wagmiConfig } from "./config/wagmi";
import { startI18n } from "./i18n";

startTheme();
const [config] = await Promise.all([loadConfig(), startI18n()]);
const root = createRoot(document.getElementById("root")!);

root.render(
  <StrictMode>
    {config ? (
      <WagmiProvider config={wagmiConfig(config)}>
        <QueryClientProvider client={new QueryClient()}>
          <ConfigContext value={config}>
            <HashRouter>
              <App />
            </HashRouter>
          </ConfigContext>
        </QueryClientProvider>
      </WagmiProvider>
    ) : (
      <NothingDeployed />
    )}
  </StrictMode>,
);
