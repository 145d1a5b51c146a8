declare module "virtual:pseudo-words" {
  import type { Messages } from "@lingui/core";
  /** The English words of the screens, accented and longer. */
  export const messages: Messages;
}
