import { type Client, RequestRefused } from "@bunch/contracts/client";
import { Failure } from "@bunch/contracts/envelope";

/** Downloads what a plain link cannot, as it would bring no token. Throws a RequestRefused. */
export async function downloadFile(client: Client, url: string, name: string): Promise<void> {
  const address = URL.createObjectURL(await contentOf(client, url));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken it by the next turn.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** What lies there, with the token of whoever is signed in. Throws a RequestRefused. */
export async function contentOf(
  client: Pick<Client, "signedIn">,
  url: string,
  signal?: AbortSignal,
): Promise<Blob> {
  const headers = (await client.signedIn?.()) ?? {};
  const broken = (cause: unknown) => refuse(cause, signal);
  const answer = await fetch(url, { headers, ...(signal && { signal }) }).catch(broken);
  if (answer.ok) return answer.blob().catch(broken);
  const refused = Failure.safeParse(await answer.json().catch(() => null));
  if (refused.success) throw new RequestRefused(answer.status, refused.data.error);
  throw new RequestRefused(answer.status, {
    code: answer.status >= 502 ? "not_ready" : "internal",
    message: `${url} answered ${answer.status}.`,
  });
}

function refuse(cause: unknown, signal: AbortSignal | undefined): never {
  // Nobody waits for it any more.
  if (signal?.aborted) throw cause;
  throw new RequestRefused(0, {
    code: "not_ready",
    message: cause instanceof Error ? cause.message : String(cause),
  });
}
