import { useTranslation } from "react-i18next";

import { type Language, LANGUAGES, setLanguage } from "../i18n";

export function LanguageSelect() {
  const { t, i18n } = useTranslation();
  return (
    <select
      aria-label={t("language")}
      value={i18n.language}
      onChange={(event) => void setLanguage(event.target.value as Language)}
      className="h-8 max-w-24 rounded-md border border-line bg-panel px-1.5 text-xs text-soft hover:text-text"
    >
      {Object.entries(LANGUAGES).map(([tag, name]) => (
        <option key={tag} value={tag} lang={tag}>
          {name}
        </option>
      ))}
    </select>
  );
}
