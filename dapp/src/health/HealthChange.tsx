import { useTranslation } from "react-i18next";

import type { BothHealths } from "../chain/health";
import { Row } from "../ui/Row";
import { Ratio } from "./Ratio";

/** An account's health before something is done, and after it if that is known. */
export function HealthChange({ before, after }: { before: BothHealths | undefined; after: BothHealths | undefined }) {
  const { t } = useTranslation("vault");
  return (
    <dl className="border-t border-line pt-2">
      {(["initial", "maintenance"] as const).map((kind) => (
        <Row key={kind} name={t(`health.${kind}`)}>
          {before ? <Ratio health={before[kind]} id={`${kind}-before`} /> : "—"}
          {after && (
            <>
              <span className="mx-1.5 text-soft">→</span>
              <Ratio health={after[kind]} id={`${kind}-after`} />
            </>
          )}
        </Row>
      ))}
    </dl>
  );
}
