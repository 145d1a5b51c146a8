import { ownsNone, type Vendor } from "../vendor.ts";
import { simulatorCatalogue } from "./catalogue.ts";
import { createSimulator } from "./model.ts";

/** What draws on this machine, for nothing. */
export const simulator: Vendor = {
  id: "simulator",
  name: "Bunch",
  company: "Bunch",
  variable: null,
  baseUrl: null,
  alwaysOffered: true,
  catalogue: simulatorCatalogue,
  ownFields: {},
  create: () => createSimulator(),
  ownsKey: ownsNone,
};
