import type { SpoolSink } from "@bunch/core/ports/spool";
import type { CallLimits } from "../http/call-once.ts";
import { createLine, type LineSetting } from "../http/line.ts";
import { keepAnswer } from "../http/keep-answer.ts";
import { sendOnce } from "../http/send-once.ts";
import { CutOff } from "../http/why-of.ts";
import { type OwnPlace, ownAddress } from "./own-address.ts";
import { beginAnswer } from "./last-answer.ts";
import type { LastAnswer } from "./queued-vendor.ts";

/** What came of fetching a picture: it is all in the spool, a part of it is, or nothing came. */
export type Kept = "kept" | "cut" | "nothing";

/**
 * Fetches a finished picture into the spool, behind what was said of it. The key goes along only to the vendor's own address;
 * elsewhere nothing but TLS is spoken, and no redirect is followed anywhere.
 */
export async function keepPicture(input: {
  place: OwnPlace;
  setting: LineSetting;
  proxyEnv: Record<string, string | undefined> | undefined;
  where: string;
  keyHeaders: Record<string, string>;
  said: Omit<LastAnswer, "picture">;
  limits: CallLimits;
  sink: SpoolSink;
  signal: AbortSignal;
}): Promise<Kept> {
  const { limits, sink } = input;
  const way = wayTo(input);
  if (!way) return "nothing";
  const cut = new AbortController();
  const signal = AbortSignal.any([input.signal, cut.signal]);
  const sent = await sendOnce({
    url: way.url,
    method: "GET",
    headers: { ...way.headers, "accept-encoding": "identity" },
    body: [],
    agent: way.agent,
    connectTimeoutMs: limits.connectTimeoutMs,
    signal,
  });
  if (!sent.sent || !sent.response) return "nothing";
  if (sent.response.statusCode !== 200) {
    sent.response.destroy();
    return "nothing";
  }
  const brokeOff = await keepAnswer({
    begin: () => beginAnswer(sink, input.said),
    response: sent.response,
    sink,
    limits,
    giveUp: (why) => cut.abort(new CutOff(why)),
    signal,
  });
  if (brokeOff !== null) return "cut";
  await sink.finish();
  return "kept";
}

function wayTo(input: Parameters<typeof keepPicture>[0]) {
  const { place, where } = input;
  const { line } = place;
  const own = ownAddress(place, where);
  if (own?.origin === line.baseUrl.origin)
    return { url: own, headers: input.keyHeaders, agent: line.agent };
  const url = URL.parse(where);
  if (!url || !isElsewhere(url)) return null;
  const { agent } = createLine({ ...input, baseUrl: url.origin });
  return { url, headers: {}, agent };
}

/** A place on the internet, as far as its address tells: a name, at the usual port, that is spoken to over TLS. */
function isElsewhere({ protocol, username, password, port, hostname }: URL): boolean {
  const isName =
    /^(?!.*\.(?:local|localhost|internal|lan|home|corp)$)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+$/iu;
  return protocol === "https:" && username + password + port === "" && isName.test(hostname);
}
