/** Whether a key surely is Google's: theirs are that long and begin so. */
export function isGoogleKey(apiKey: string): boolean {
  return /^(?:AIza[\w-]{35}|AQ\.[\w-]{30,})$/u.test(apiKey);
}
