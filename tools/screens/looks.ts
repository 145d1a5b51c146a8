/** How somebody's browser shows the pages. */
export type Look = { language: "en" | "fr"; scheme: "light" | "dark"; width: 1280 | 375 };

/** English and French, light and dark, wide and on a phone. */
export const everyLook: Look[] = (["en", "fr"] as const).flatMap((language) =>
  (["light", "dark"] as const).flatMap((scheme) =>
    ([1280, 375] as const).map((width) => ({ language, scheme, width })),
  ),
);

/** The look that every state is shown in. */
export const plainLook: Look = { language: "en", scheme: "light", width: 1280 };
/** Of these states the documents show the other language, the dark and the phone as well. */
const shownWhole = new Set([
  "configure",
  "review",
  "processing",
  "results",
  "history",
  "admin-usage",
]);

/** The looks of a state that docs/screens keeps. */
export function keptLooks(state: string): Look[] {
  if (!shownWhole.has(state)) return [plainLook];
  return [
    plainLook,
    { language: "fr", scheme: "light", width: 1280 },
    { language: "fr", scheme: "dark", width: 375 },
  ];
}

/** The file of a state in a look; the plain one is called as the state. */
export function fileOf(state: string, { language, scheme, width }: Look): string {
  const parts = [
    language === plainLook.language ? "" : language,
    scheme === plainLook.scheme ? "" : scheme,
    width === plainLook.width ? "" : String(width),
  ];
  return `${[state, ...parts].filter((part) => part !== "").join("-")}.webp`;
}
