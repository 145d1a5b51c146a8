import type { CSSVariablesResolver } from "@mantine/core";

const ours = {
  "--mantine-color-body": "var(--canvas)",
  "--mantine-color-text": "var(--ink)",
  "--mantine-color-dimmed": "var(--ink-2)",
  "--mantine-color-placeholder": "var(--ink-3)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-border": "var(--line-strong)",
  "--mantine-color-error": "var(--tomato)",
  "--mantine-color-anchor": "var(--ink)",
};

/** Gives Mantine's own variables the values of our tokens, the same in both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: ours,
  dark: ours,
});
