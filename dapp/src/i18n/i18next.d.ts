import "i18next";

import type common from "./locales/en/common.json";
import type earn from "./locales/en/earn.json";
import type errors from "./locales/en/errors.json";
import type history from "./locales/en/history.json";
import type stocks from "./locales/en/stocks.json";
import type trade from "./locales/en/trade.json";
import type vault from "./locales/en/vault.json";

// A key that does not exist is an error of the compiler.
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: { common: typeof common; earn: typeof earn; errors: typeof errors; history: typeof history; stocks: typeof stocks; trade: typeof trade; vault: typeof vault };
  }
}
