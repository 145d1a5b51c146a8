import { vendors } from "@bunch/adapters/models/registry";

/** How each vendor's variables begin, and where it is reached unless one says otherwise; null where it must be said. */
export const vendorVariables: readonly {
  id: string;
  variable: string;
  baseUrl: string | null;
  alwaysOffered: boolean;
}[] = vendors.flatMap(({ id, variable, baseUrl, alwaysOffered }) =>
  variable === null ? [] : [{ id, variable, baseUrl, alwaysOffered }],
);
