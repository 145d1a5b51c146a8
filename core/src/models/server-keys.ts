/** The server's own API keys, each for the one vendor that it opens: no other vendor is sent it. */
export type ServerKeys = ReadonlyMap<string, string>;
