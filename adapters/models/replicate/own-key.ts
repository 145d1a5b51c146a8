/** Whether a key surely is Replicate's: each of its tokens begins so and has 40 characters. */
export function isReplicateKey(apiKey: string): boolean {
  return /^r8_[A-Za-z0-9]{37}$/u.test(apiKey);
}
