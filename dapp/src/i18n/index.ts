import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = { en: "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文" } as const;
export type Language = keyof typeof LANGUAGES;

const STORED = "evershare.language";
/** One file a topic: locales/<language>/<topic>.json. They are loaded when their language is chosen. */
const files = import.meta.glob<{ default: object }>("./locales/*/*.json");

function preferred(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored && stored in LANGUAGES) return stored as Language;
  for (const tag of navigator.languages) {
    if (/^zh(-Hant|-TW|-HK|-MO)/i.test(tag)) return "zh-Hant";
    if (/^zh/i.test(tag)) return "zh-Hans";
    if (/^en/i.test(tag)) return "en";
  }
  return "en";
}

async function load(language: Language): Promise<void> {
  const own = Object.entries(files).filter(([path]) => path.startsWith(`./locales/${language}/`));
  await Promise.all(
    own.map(async ([path, read]) => {
      const topic = path.split("/").at(-1)!.replace(".json", "");
      i18next.addResourceBundle(language, topic, (await read()).default);
    }),
  );
}

export async function setLanguage(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
}

export async function startI18n(): Promise<void> {
  const language = preferred();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: "common",
    interpolation: { escapeValue: false }, // React does
    resources: {},
  });
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
