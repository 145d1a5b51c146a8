import type { Variables } from "./read-variables.ts";
import { vendorVariables } from "./wiring/vendor-variables.ts";

/** What the environment says of one vendor. */
export type ProviderConfig = {
  /** Undefined: where its folder says. */
  baseUrl: string | undefined;
  apiKey: string | undefined;
  /** Whether its models can be chosen. */
  isOffered: boolean;
};

/** Reads of each vendor `<NAME>_BASE_URL` and `<NAME>_API_KEY`; either offers the models of one that is not always offered. */
export function readProviders(read: Variables): Readonly<Record<string, ProviderConfig>> {
  return Object.fromEntries(
    vendorVariables.map(({ id, variable, baseUrl: usual, alwaysOffered }) => {
      const given = read.address(
        `${variable}_BASE_URL`,
        ["http:", "https:"],
        usual ?? "http://127.0.0.1:7860",
      );
      const baseUrl = given?.href.replace(/\/+$/, "");
      const apiKey = read.text(`${variable}_API_KEY`);
      const isReachable = baseUrl !== undefined || usual !== null;
      const isOffered = alwaysOffered || (isReachable && (baseUrl ?? apiKey) !== undefined);
      return [id, { baseUrl, apiKey, isOffered }];
    }),
  );
}
