import type { SpoolSink } from "@bunch/core/ports/spool";
import type { CallLimits } from "../http/call-once.ts";
import { createLine, type LineSetting } from "../http/line.ts";
import { keepAnswer } from "../http/keep-answer.ts";
import { sendOnce } from "../http/send-once.ts";
import { startDeadline } from "../http/start-deadline.ts";
import { CutOff } from "../http/why-of.ts";
import { isOnInternet, type OwnPlace, ownAddress } from "./own-address.ts";
import { beginAnswer } from "./last-answer.ts";
import type { LastAnswer } from "./queued-vendor.ts";

/**
 * What came of fetching a picture: it is all in the spool, a part of it is, it is not there to be fetched, or whoever has it
 * could not be heard just now.
 */
export type Kept = "kept" | "cut" | "gone" | "unheard";

/** What a host says that may serve it later: too early, too much, or a request that came too slowly. */
const passing: ReadonlySet<number | undefined> = new Set([408, 425, 429]);

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
  if (!way) return "gone";
  const cut = new AbortController();
  const signal = AbortSignal.any([input.signal, cut.signal]);
  const head = startDeadline(limits.idleTimeoutMs, () =>
    cut.abort(new CutOff(`nothing came for ${limits.idleTimeoutMs / 1000} s`)),
  );
  const sent = await sendOnce({
    url: way.url,
    method: "GET",
    headers: { ...way.headers, "accept-encoding": "identity" },
    body: [],
    agent: way.agent,
    connectTimeoutMs: limits.connectTimeoutMs,
    signal,
  }).finally(() => head.stop());
  if (!sent.sent || !sent.response) return "unheard";
  const { statusCode = 0 } = sent.response;
  if (statusCode !== 200) {
    sent.response.destroy();
    return statusCode >= 500 || passing.has(statusCode) ? "unheard" : "gone";
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
  if (!url || !isOnInternet(url)) return null;
  const { agent } = createLine({ ...input, baseUrl: url.origin });
  return { url, headers: {}, agent };
}
