import { useTranslation } from "react-i18next";

import type { Failure } from "./errors";

/** A failure in plain words. A contract's error without words of its own is called by its name. */
export function useFailureWords(): (failure: Failure) => string {
  const { t, i18n } = useTranslation("errors");
  return ({ kind, name, detail }) => {
    if (kind === "contract" && name) {
      const key = `contract.${name}`;
      return i18n.exists(`errors:${key}`) ? t(key as "contract.HealthTooLow") : t("otherContract", { name });
    }
    if (kind === "contract") return t("reverted");
    return kind === "unknown" ? t("unknown", { detail: detail ?? "" }) : t(kind);
  };
}
