/// <reference types="vite/client" />

declare module "*.po" {
  import type { Messages } from "@lingui/core";
  export const messages: Messages;
}

/** Of a catalogue: the words that the first screen can say, or all others (split-words.ts). */
declare module "*?lingui" {
  import type { Messages } from "@lingui/core";
  export const messages: Messages;
}
