import type { ModelList } from "@bunch/contracts/model";

type Names = { name: string; company: string };

/** Those that most servers have, until this one has said whom it has. */
const names = new Map<string, Names>([
  ["gemini", { name: "Google Gemini", company: "Google" }],
  ["openai", { name: "OpenAI", company: "OpenAI" }],
]);

/** Takes over what the server calls its vendors: a fact of the server's that no screen changes. */
export function learnVendorNames(vendors: ModelList["vendors"]): void {
  for (const { id, name, company } of vendors) names.set(id, { name, company });
}

/** Whose key it is, by the name people know; of an unknown vendor by its own. */
export function vendorName(vendor: string): string {
  return names.get(vendor)?.name ?? vendor;
}

/** Who answers for a key, as people say it. */
export function companyName(vendor: string): string {
  return names.get(vendor)?.company ?? vendor;
}
