/** The pages in the header, in order: a path, which is also their key in `common.json`. */
export const PAGES = ["trade", "vault", "earn", "stocks", "history"] as const;
