/** The server's address as the client takes it, from what people write: with or without `/api` or a slash at its end. */
export function serverAddress(written: string | undefined): string {
  return (written ?? "")
    .trim()
    .replace(/\/+$/, "")
    .replace(/\/api$/, "")
    .replace(/\/+$/, "");
}
