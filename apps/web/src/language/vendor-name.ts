/** Whose key it is, by the name people know; a vendor of tomorrow by its own. */
export function vendorName(vendor: string): string {
  return vendor === "gemini" ? "Google Gemini" : vendor;
}
