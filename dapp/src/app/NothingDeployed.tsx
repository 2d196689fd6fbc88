import { useTranslation } from "react-i18next";

/** What is shown where the page was published without a deployment. */
export function NothingDeployed() {
  const { t } = useTranslation();
  return <main className="p-10 text-center">{t("nothingDeployed")}</main>;
}
