import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { isAddress } from "viem";
import { useConnect, useConnection, useConnectors, useDisconnect } from "wagmi";

import { failureOf } from "../tx/errors";
import { FailureText } from "../tx/FailureText";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/TextField";
import { Faucet } from "./Faucet";
import { useViewed } from "./viewed";

/** Wallets that have announced themselves, the page's own one on a local chain, or any address to look at. */
export function WalletDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { address } = useConnection();
  const wasConnected = useRef(!!address);
  useEffect(() => {
    if (address && !wasConnected.current) onClose();
  }, [address, onClose]);
  return (
    <Dialog title={address ? t("wallet.yours") : t("wallet.connect")} onClose={onClose}>
      {address ? <Connected onClose={onClose} /> : <Wallets />}
      <ViewAddress onClose={onClose} />
    </Dialog>
  );
}

function Wallets() {
  const { t } = useTranslation();
  const connectors = useConnectors();
  const { mutate, error, isPending } = useConnect();
  return (
    <div className="flex flex-col gap-2">
      {connectors.length === 0 && <p className="text-soft">{t("wallet.none")}</p>}
      {connectors.map((connector) => (
        <button
          key={connector.uid}
          type="button"
          disabled={isPending}
          onClick={() => mutate({ connector })}
          className="flex items-center gap-3 rounded-lg border border-line px-3 py-2.5 text-left hover:border-accent"
        >
          {connector.icon ? <img src={connector.icon} alt="" className="size-7 rounded" /> : <span className="size-7 rounded bg-accent" aria-hidden="true" />}
          <span className="flex-1">
            <span className="block font-medium">{connector.id === "devWallet" ? t("wallet.dev") : connector.name}</span>
            {connector.id === "devWallet" && <span className="block text-xs text-soft">{t("wallet.devHint")}</span>}
          </span>
        </button>
      ))}
      {error && <FailureText failure={failureOf(error)} />}
    </div>
  );
}

function Connected({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { address, connector } = useConnection();
  const { mutate: disconnect } = useDisconnect();
  return (
    <div className="flex flex-col gap-3">
      <p className="rounded-lg bg-raised px-3 py-2 text-xs break-all figure">{address}</p>
      <Faucet />
      <div className="flex gap-2">
        <Button onClick={() => void navigator.clipboard.writeText(address ?? "")}>{t("wallet.copy")}</Button>
        <Button
          onClick={() => {
            disconnect({ ...(connector ? { connector } : {}) });
            onClose();
          }}
        >
          {t("wallet.disconnect")}
        </Button>
      </div>
    </div>
  );
}

function ViewAddress({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { view } = useViewed();
  const [text, setText] = useState("");
  const isWrong = text !== "" && !isAddress(text);
  return (
    <form
      className="mt-4 border-t border-line pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isAddress(text)) return;
        view(text);
        onClose();
      }}
    >
      <TextField label={t("wallet.view")} value={text} onChange={setText} placeholder="0x…" problem={isWrong ? t("wallet.notAnAddress") : undefined} />
      <div className="mt-2">
        <Button type="submit" disabled={!isAddress(text)}>
          {t("wallet.look")}
        </Button>
      </div>
    </form>
  );
}
