/** Whether a key surely is OpenAI's: each of theirs has this in it. Keys of proxies begin alike and have it not. */
export function isOpenAiKey(apiKey: string): boolean {
  return /^sk-[\w-]*T3BlbkFJ[\w-]+$/u.test(apiKey);
}
