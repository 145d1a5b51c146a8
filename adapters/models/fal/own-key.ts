/** Whether a key surely is fal's: an id, a colon and a secret of 32 hexadecimal digits. */
export function isFalKey(apiKey: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9a-f]{32}$/iu.test(apiKey);
}
