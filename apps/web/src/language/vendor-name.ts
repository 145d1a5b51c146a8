/** Whose key it is, by the name people know; a vendor of tomorrow by its own. */
export function vendorName(vendor: string): string {
  return names[vendor] ?? vendor;
}

/** Who answers for a key, as people say it. */
export function companyName(vendor: string): string {
  return vendor === "gemini" ? "Google" : vendorName(vendor);
}

const names: Readonly<Record<string, string>> = { gemini: "Google Gemini", openai: "OpenAI" };
