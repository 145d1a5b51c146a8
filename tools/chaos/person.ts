import { setTimeout as delay } from "node:timers/promises";
import { createClient, RequestRefused } from "@bunch/contracts/client";
import sharp from "sharp";
import type { PlannedBatch } from "./plan.ts";

/** Somebody who sends batches and presses buttons, and does not give up when the server is away. */
export type Person = {
  /** Sends it, as often at once as planned; the ids that were answered. */
  submit: (batch: PlannedBatch, key: string) => Promise<string[]>;
  press: (verb: "pause" | "resume" | "cancel" | "retry", id: string) => Promise<void>;
  /** Says what is to become of all that waits for a decision. */
  decide: (id: string, decision: "draw_again" | "give_up") => Promise<void>;
  raiseCap: (id: string) => Promise<void>;
  get: (path: string) => Promise<string>;
  /** Which of the APIs is asked next, as a balancer before them would say. */
  nextUrl: () => string;
};

const patienceMs = 40_000;
const pauseMs = 100;
const askMs = 10_000;
const plentyDollars = 1000;

/** With several addresses each request, and each repeat of it, goes to the next of them. */
export function createPerson(input: {
  baseUrls: readonly string[];
  apiKey: string;
  until: AbortSignal;
}): Person {
  let turn = 0;
  const nextUrl = () => input.baseUrls[turn++ % input.baseUrls.length] ?? "";
  const nowhere = "http://balanced";
  const client = createClient({
    baseUrl: nowhere,
    fetch: (url, init) =>
      fetch(typeof url === "string" ? url.replace(nowhere, nextUrl()) : url, {
        ...init,
        signal: AbortSignal.any([
          ...(init?.signal ? [init.signal] : []),
          AbortSignal.timeout(askMs),
        ]),
      }),
  });

  /** Asks until the server answers; what it refuses as impossible just now is no failure. */
  async function patiently<Value>(ask: () => Promise<Value>): Promise<Value | null> {
    const endMs = performance.now() + patienceMs;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (error instanceof RequestRefused && error.status === 409) return null;
        if (performance.now() > endMs || input.until.aborted) throw error;
        await delay(pauseMs);
      }
    }
  }

  return {
    nextUrl,
    async submit(batch, key) {
      const form = await formOf(batch, input.apiKey);
      const sendOne = async () => {
        const answer = await patiently(() => client.execute(form, key));
        return answer?.execution_id ?? "refused with 409";
      };
      return Promise.all(Array.from({ length: batch.sentAtOnce }, sendOne));
    },
    async press(verb, id) {
      await patiently(() => client[verb](id));
    },
    async decide(id, decision) {
      await patiently(() => client.decideDoubts(id, { decision }));
    },
    async raiseCap(id) {
      await patiently(() => client.resume(id, { max_cost: plentyDollars }));
    },
    async get(path) {
      const answer = await patiently(async () => {
        const response = await fetch(`${nextUrl()}${path}`, { signal: AbortSignal.timeout(askMs) });
        if (!response.ok) throw new Error(`${path} answered ${response.status}.`);
        return response.text();
      });
      return answer ?? "";
    },
  };
}

async function formOf(batch: PlannedBatch, apiKey: string): Promise<FormData> {
  const form = new FormData();
  form.set("api_key", apiKey);
  form.set("prompts", JSON.stringify(batch.prompts));
  form.set("variations", String(batch.variations));
  form.set("on_doubt", batch.onDoubt);
  if (batch.maxCostDollars !== null) form.set("max_cost", String(batch.maxCostDollars));
  if (batch.redrawFiltered) form.set("redraw_filtered", "true");
  for (let number = 1; number <= batch.references; number += 1) {
    const picture = await referencePicture(number);
    form.append("reference_images", new Blob([picture], { type: "image/png" }), `${number}.png`);
  }
  return form;
}

async function referencePicture(number: number): Promise<Uint8Array<ArrayBuffer>> {
  const background = { r: 40 * number, g: 120, b: 200 };
  const png = await sharp({ create: { width: 24, height: 24, channels: 3, background } })
    .png()
    .toBuffer();
  return new Uint8Array(png);
}
