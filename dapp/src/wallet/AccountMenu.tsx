import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useConnection } from "wagmi";

import { shortAddress } from "../format/numbers";
import { Button } from "../ui/Button";
import { WalletDialog } from "./WalletDialog";

export function AccountMenu() {
  const { t } = useTranslation();
  const { address } = useConnection();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button kind={address ? "plain" : "main"} onClick={() => setOpen(true)} title={address} aria-label={address ? t("wallet.account", { address: shortAddress(address) }) : t("wallet.connect")}>
        {address ? <span className="figure">{shortAddress(address)}</span> : t("wallet.connect")}
      </Button>
      {isOpen && <WalletDialog onClose={() => setOpen(false)} />}
    </>
  );
}
