/** Bunch's colours (apps/web/src/theme/tokens.css) by Scalar's names. */
export const docsColours = `
:root {
  --scalar-font: "Instrument Sans Variable", "Instrument Sans", system-ui, sans-serif;
  --scalar-font-code: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
  --scalar-radius: 8px;
  --scalar-radius-lg: 12px;
  --scalar-radius-xl: 12px;
}
.light-mode {
  color-scheme: light;
  --scalar-background-1: #f7f7f0;
  --scalar-background-2: #efefe5;
  --scalar-background-3: #e2e3d6;
  --scalar-background-accent: #fff4c7;
  --scalar-border-color: #e2e3d6;
  --scalar-color-1: #1d2118;
  --scalar-color-2: #4a5140;
  --scalar-color-3: #626958;
  --scalar-color-accent: #1d5c82;
  --scalar-color-green: #1b6b43;
  --scalar-color-red: #ae3219;
  --scalar-color-yellow: #7f4d00;
  --scalar-color-blue: #1d5c82;
  --scalar-color-orange: #7f4d00;
  --scalar-color-purple: #7a3a6c;
}
.dark-mode {
  color-scheme: dark;
  --scalar-background-1: #14160f;
  --scalar-background-2: #1c1f17;
  --scalar-background-3: #2a2e24;
  --scalar-background-accent: #352f12;
  --scalar-border-color: #30352a;
  --scalar-color-1: #f2f4ea;
  --scalar-color-2: #c3c8b7;
  --scalar-color-3: #9aa08e;
  --scalar-color-accent: #8ec6ea;
  --scalar-color-green: #86d3a5;
  --scalar-color-red: #ff9f88;
  --scalar-color-yellow: #f2bb62;
  --scalar-color-blue: #8ec6ea;
  --scalar-color-orange: #f2bb62;
  --scalar-color-purple: #e2a6d5;
}
.light-mode, .dark-mode {
  --scalar-button-1: #ffd23f;
  --scalar-button-1-hover: #f8c21c;
  --scalar-button-1-color: #1d2118;
}
`;
