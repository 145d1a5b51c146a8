/** How a server of one's own wants its key, if it has one: `user:password` as HTTP knows it, anything else as a bearer's. */
export function ownServerKey(apiKey: string): Record<string, string> {
  if (apiKey === "") return {};
  return apiKey.includes(":")
    ? { authorization: `Basic ${Buffer.from(apiKey).toString("base64")}` }
    : { authorization: `Bearer ${apiKey}` };
}
