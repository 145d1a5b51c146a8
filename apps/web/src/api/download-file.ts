import type { Client } from "@bunch/contracts/client";

/** Downloads what a plain link cannot, as it would bring no token. */
export async function downloadFile(client: Client, url: string, name: string): Promise<void> {
  const answer = await fetch(url, { headers: (await client.signedIn?.()) ?? {} });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`);
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken it by the next turn.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
