import { type Obstacle, payerTrouble } from "./readiness.ts";
import type { VendorPayer } from "./use-batch-draft.ts";

/** Brings the reader to what has to be mended. */
export function focusOnObstacle(obstacle: Obstacle, payers: readonly VendorPayer[]): void {
  const isKey = obstacle === "key_missing" || obstacle === "key_refused";
  const place = payers.findIndex(({ payer }) => payerTrouble(payer) !== null);
  const section = document.querySelectorAll("[data-who-pays]")[place];
  if (isKey || obstacle === "key_gone" || obstacle === "keys_unknown")
    section?.querySelector<HTMLElement>(isKey ? "input[type=password]" : "input")?.focus();
  else document.getElementById("prompts")?.focus();
}
