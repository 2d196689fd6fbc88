import { useTranslation } from "react-i18next";

const CENTURY_SECONDS = 100n * 365n * 86_400n;

/** Times and durations in the reader's language. Times are the chain's, shown in the reader's own zone. */
export function useTimes() {
  const { t, i18n } = useTranslation();
  const moment = (seconds: bigint): string =>
    new Intl.DateTimeFormat(i18n.language, { weekday: "short", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }).format(
      new Date(Number(seconds) * 1000),
    );
  const dateAndTime = (seconds: bigint): string =>
    new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(Number(seconds) * 1000));
  const duration = (seconds: bigint): string => {
    if (seconds >= CENTURY_SECONDS) return t("time.forever");
    const [days, hours, minutes] = [seconds / 86_400n, (seconds % 86_400n) / 3_600n, (seconds % 3_600n) / 60n];
    if (days) return t("time.days", { days: Number(days), hours: Number(hours) });
    return t("time.hours", { hours: Number(hours), minutes: Number(minutes) });
  };
  return { moment, dateAndTime, duration };
}
