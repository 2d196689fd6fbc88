import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useConnection, useSwitchChain } from "wagmi";

import { useHead } from "../chain/head";
import { useChain } from "../config/context";
import { useViewed } from "../wallet/viewed";

/** What the user should know before anything else: each with its remedy. */
export function Notices() {
  const { t } = useTranslation(["common", "errors"]);
  const chain = useChain();
  const head = useHead();
  const { chainId, isConnected } = useConnection();
  const { mutate: switchChain } = useSwitchChain();
  const { viewedAddress, stopViewing } = useViewed();
  return (
    <div>
      {head.isError && <Notice tone="loss">{t("errors:nodeDown")}</Notice>}
      {isConnected && chainId !== chain.id && (
        <Notice tone="warn">
          {t("wrongNetwork", { name: chain.name })}
          <NoticeButton onClick={() => switchChain({ chainId: chain.id })}>{t("switchNetwork")}</NoticeButton>
        </Notice>
      )}
      {viewedAddress && (
        <Notice tone="soft">
          {t("viewing", { address: viewedAddress })}
          <NoticeButton onClick={stopViewing}>{t("stopViewing")}</NoticeButton>
        </Notice>
      )}
    </div>
  );
}

const TONES = { loss: "border-loss text-loss", warn: "border-warn text-warn", soft: "border-line text-soft" };

function Notice({ tone, children }: { tone: keyof typeof TONES; children: ReactNode }) {
  return (
    <div role="alert" className={`border-b bg-panel px-3 py-2 text-center text-sm break-words ${TONES[tone]}`}>
      {children}
    </div>
  );
}

function NoticeButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" onClick={onClick} className="ml-2 font-semibold underline underline-offset-2">
      {children}
    </button>
  );
}
