import type { Client } from "@bunch/contracts/client";
import { newUuid } from "../../new-uuid.ts";
import { aborted, contendForLead } from "./lead.ts";
import type { LineState, Message, Place, Told } from "./told.ts";

/** Tabs of another version of this page may speak otherwise. */
const version = "bunch-events-1";
const lookEveryMs = 2500;
/** Whoever leads answers at once: after so long they are asked whether they are still there, then taken over. */
const askAfterMs = 7500;
const takeOverAfterMs = 12_500;

/** What a tab does with what the others say. */
export type TabEars = {
  places: () => Place[];
  told: (told: Told) => void;
  onLine: (line: LineState) => void;
  /** This tab has the line from now on, for all: their wishes by tab, kept up to date. */
  lead: (lead: { wants: ReadonlyMap<string, Place[]>; leading: AbortSignal }) => void;
  /** A tab has said what it watches: tells what it has to know first. */
  onWant: (places: Place[], catchUp: (told: Told) => void) => void;
};

export type TabChannel = {
  /** Says what this tab watches. */
  want: () => void;
  /** For whoever leads: what is to be heard in all tabs. */
  tell: (message: { say: "line"; line: LineState } | { say: "told"; told: Told }) => void;
};

/**
 * Joins the tabs of this browser that show the same person's batches from the same server: one of them leads. Where a
 * browser has no locks, as on pages without TLS, each tab leads for itself.
 */
export function joinTabs(client: Client, ears: TabEars, signal: AbortSignal): TabChannel {
  const tab = newUuid();
  const wants = new Map<string, Place[]>();
  let channel: BroadcastChannel | null = null;
  const post = (message: Message) => {
    // A channel of this origin's tabs has no other to name.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    channel?.postMessage(message);
  };
  const want = () => post({ say: "want", tab, places: ears.places() });

  const start = async () => {
    const locks = typeof BroadcastChannel === "undefined" ? undefined : navigator.locks;
    const name = `${version} ${client.manyEventsUrl([])} ${await whoOf(client)}`;
    if (signal.aborted) return;
    if (!locks) return ears.lead({ wants, leading: signal });
    let leading: AbortSignal | null = null;
    let heardAt = performance.now();
    const ways = new BroadcastChannel(name);
    channel = ways;

    const onWant = (message: Extract<Message, { say: "want" }>) => {
      if (leading === null || leading.aborted) return;
      if (!wants.has(message.tab)) forgetWhenGone(message.tab, leading);
      wants.set(message.tab, message.places);
      ears.onWant(message.places, (told) => post({ say: "catch up", tab: message.tab, told }));
    };
    /** The lock that a tab has on its own name is free when it is gone, however it went. */
    const forgetWhenGone = (other: string, until: AbortSignal) => {
      const forget = () => {
        wants.delete(other);
        ears.onWant([], () => {});
      };
      locks.request(`${name} ${other}`, { signal: until }, forget).catch(() => {});
    };
    ways.addEventListener("message", ({ data }: MessageEvent<Message>) => {
      if (data.say === "want") return onWant(data);
      heardAt = performance.now();
      if (data.say === "who") want();
      if (data.say === "line") ears.onLine(data.line);
      if (data.say === "told") ears.told(data.told);
      if (data.say === "catch up" && data.tab === tab) ears.told(data.told);
    });
    signal.addEventListener("abort", () => {
      want();
      ways.close();
      channel = null;
    });
    // Held first: who leads waits for it to be free.
    void locks.request(`${name} ${tab}`, () => aborted(signal));
    const contention = contendForLead({
      locks,
      name,
      signal,
      lead: (until) => {
        leading = until;
        wants.clear();
        ears.lead({ wants, leading: until });
        post({ say: "who" });
      },
    });
    want();

    // A tab that the system has put to sleep still holds its lock: who is looked at does not wait for it.
    const look = () => {
      if (document.hidden || (leading !== null && !leading.aborted)) return;
      const silentMs = performance.now() - heardAt;
      if (silentMs > takeOverAfterMs) contention.takeOver();
      else if (silentMs > askAfterMs) want();
    };
    const timer = setInterval(look, lookEveryMs);
    const onSeen = () => {
      if (document.hidden) return;
      // Its own clock may have stood still.
      heardAt = performance.now() - askAfterMs;
      look();
    };
    document.addEventListener("visibilitychange", onSeen, { signal });
    signal.addEventListener("abort", () => clearInterval(timer));
  };

  void start();
  return { want, tell: post };
}

/** Whose events they are: another person's go over another channel. */
async function whoOf(client: Client): Promise<string> {
  const token = (await client.signedIn?.())?.["authorization"]?.split(".")[1];
  if (token === undefined) return "local";
  try {
    const claims = JSON.parse(atob(token.replaceAll("-", "+").replaceAll("_", "/"))) as {
      sub?: string;
    };
    return claims.sub ?? token;
  } catch {
    return token;
  }
}
