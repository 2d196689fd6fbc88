import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";

import { useChain } from "../config/context";
import { AccountMenu } from "../wallet/AccountMenu";
import { LanguageSelect } from "./LanguageSelect";
import { PAGES } from "./pages";
import { ThemeButton } from "./ThemeButton";

export function Header() {
  const { t } = useTranslation();
  const chain = useChain();
  return (
    <header className="border-b border-line bg-panel">
      <div className="mx-auto flex max-w-[1400px] flex-wrap items-center gap-x-3 gap-y-2 px-3 sm:gap-x-4 py-2 sm:px-5">
        <div className="flex items-center gap-2">
          <svg viewBox="0 0 32 32" className="size-6" aria-hidden="true">
            <rect width="32" height="32" rx="7" className="fill-accent" />
            <path d="M7 20c4 0 5-9 9-9s5 9 9 9" fill="none" className="stroke-on-accent" strokeWidth="2.6" strokeLinecap="round" />
          </svg>
          <span className="hidden text-[15px] font-semibold tracking-tight min-[430px]:inline">Evershare</span>
        </div>
        <nav aria-label={t("navigation")} className="order-last flex w-full gap-1 overflow-x-auto sm:order-none sm:w-auto">
          {PAGES.map((page) => (
            <NavLink
              key={page}
              to={`/${page}`}
              className={({ isActive }) =>
                `rounded-md px-3 py-1.5 font-medium whitespace-nowrap ${isActive ? "bg-raised text-text" : "text-soft hover:text-text"}`
              }
            >
              {t(`page.${page}`)}
            </NavLink>
          ))}
        </nav>
        <div className="ml-auto flex items-center gap-2">
          <span className="hidden rounded-md border border-line px-2 py-1 text-xs text-soft lg:inline">{chain.name}</span>
          <LanguageSelect />
          <ThemeButton />
          <AccountMenu />
        </div>
      </div>
    </header>
  );
}
