import { RequestRefused } from "@bunch/contracts/client";
import type { CommandContext } from "../command-context.ts";
import { CannotGoOn, exitStatus } from "../exit-status.ts";
import type { Server } from "../server/open-server.ts";
import { askSecret } from "../terminal/ask.ts";
import { style } from "../terminal/style.ts";
import { type VendorOf, vendorOf } from "../server/vendor-of.ts";
import { looksLikeKey } from "./read-key.ts";
import type { GivenKey } from "./read-key.ts";

/** The key to send, asked for where nobody has one and checked for free; undefined where none is needed. */
export async function chooseKey(
  context: CommandContext,
  input: {
    server: Server;
    modelId: string;
    /** From a file or the environment. */
    given: GivenKey;
  },
): Promise<string | undefined> {
  const { terminal, speech, signal } = context;
  const { words } = speech;
  const { server, modelId } = input;
  const model = server.models.data.find(({ id }) => id === modelId);
  if (model && !model.needs_key) return undefined;
  const vendor = vendorOf(server, modelId);
  const given = input.given(vendor);
  if (given === undefined && server.models.server_keys.includes(model?.vendor ?? ""))
    return undefined;
  if (given === undefined && !terminal.canAsk)
    throw new CannotGoOn(
      exitStatus.refused,
      "api_key_missing",
      words.keyMissing(
        model?.name ?? modelId,
        vendor?.name,
        vendor?.key_variable ?? "BUNCH_API_KEY",
      ),
    );
  warnOfPlainHttp(context, server);
  let key = given ?? (await typedKey(context, vendor));
  while (await isRefused(server, key, modelId, signal)) {
    if (given !== undefined || !terminal.canAsk)
      throw new CannotGoOn(exitStatus.refused, "bad_key", words.keyRefused(vendor?.company));
    terminal.complain(style.red(words.keyRefused(vendor?.company)));
    key = await typedKey(context, vendor);
  }
  return key;
}

async function typedKey({ speech }: CommandContext, vendor: VendorOf | undefined): Promise<string> {
  const { words } = speech;
  const check = (value: string) => (looksLikeKey(value) ? undefined : words.keyEmpty);
  return (await askSecret(words.keyAsk(vendor?.name), { check })) ?? "";
}

/** Whether the provider says no; where it cannot be asked, the batch itself will tell. */
export async function isRefused(
  { client }: Server,
  key: string,
  modelId: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const { verdict } = await client.checkKey({ api_key: key, model: modelId }, signal);
    return verdict === "refused";
  } catch (error) {
    if (error instanceof RequestRefused && error.status === 404) return false;
    throw error;
  }
}

/** A key on its way to another machine should not be readable on the way. */
export function warnOfPlainHttp({ terminal, speech }: CommandContext, { address }: Server): void {
  const { protocol, hostname } = new URL(address.url);
  const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  if (protocol === "http:" && !isHere)
    terminal.complain(`${style.bold(speech.words.warning)} ${speech.words.plainHttp(hostname)}`);
}
