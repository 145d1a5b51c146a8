import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { createQueued } from "@bunch/adapters/models/queued/create-queued";
import {
  type Answering,
  madeUp,
  madeUpEntry,
  startMadeUp,
} from "@bunch/adapters/models/queued/made-up-vendor.fixture";
import { createDiskSpool } from "@bunch/adapters/spool/disk-spool";
import { expect, onTestFinished, test } from "vitest";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import type { OrphanedAttempt } from "../ports/recovery-store.ts";
import { fetchAnswer } from "./fetch-answer.ts";

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const died = { ended: "died", message: "Our process ended." } as const;
const picture = Buffer.from("a picture");

/** Fetches what a dead process left, from a vendor that answers so, over HTTP, into a spool on the disk. */
async function fetched(
  answer: Answering,
  change: Partial<Pick<OrphanedAttempt, "overdue" | "isForgotten" | "ticket">> & {
    knowsAll?: boolean;
    leave?: AbortSignal;
    lying?: Uint8Array;
  } = {},
) {
  const vendor = await startMadeUp(answer);
  onTestFinished(() => vendor.stop());
  const spool = createDiskSpool({
    folder: join(await makeTestFolder(), "spool"),
    leastFreeBytes: 0,
  });
  const attemptId = randomUUID();
  if (change.lying) {
    const sink = await spool.open({ attemptId });
    await sink.begin({ status: 200 });
    await sink.write(change.lying);
    await sink.abandon();
  }
  const ticket = change.ticket === undefined ? "job-1" : change.ticket;
  const { overdue = false, isForgotten = false } = change;
  const end = await fetchAnswer(
    { spool, log: quiet },
    {
      orphan: { attemptId, ticket, overdue, isForgotten },
      entry: madeUpEntry,
      model: createQueued(
        { ...madeUp, knowsAll: change.knowsAll ?? false },
        { baseUrl: vendor.url, catalogue: [madeUpEntry] },
      ),
      apiKey: "made-up-key-0123456789",
      end: died,
      leave: change.leave ?? new AbortController().signal,
    },
  );
  return { end, asked: vendor.asked, answer: await spool.find({ attemptId }) };
}

const says =
  (status: number, said: unknown): Answering =>
  (_, response) =>
    void response.writeHead(status).end(JSON.stringify(said));
const draws: Answering = ({ url }, response) =>
  void response.end(url === "/1.png" ? picture : JSON.stringify({ picture: "/1.png" }));
const drawsInVain =
  (status: number): Answering =>
  ({ url }, response) =>
    url === "/1.png"
      ? void response.writeHead(status).end()
      : void response.end(JSON.stringify({ picture: "/1.png" }));

test("F23: a drawn picture is fetched into the spool, in place of the part that a dead process left there", async () => {
  const { end, answer } = await fetched(draws, { lying: Buffer.from('{"to":"question"}\nhalf') });
  expect(end).toEqual({ ended: "answered" });
  expect(answer?.whole).toBe(true);
  expect(Buffer.from(answer?.body ?? []).toString()).toMatch(/\na picture$/u);
});

test.each<[string, Answering, object]>([
  ["what is still drawn", says(200, {}), {}],
  ["what is still drawn when it is overdue", says(200, {}), { overdue: true }],
  ["a vendor that fails when it is overdue", says(503, {}), { overdue: true }],
  ["an id that nobody knows", says(404, {}), {}],
  ["a picture that is not there", drawsInVain(404), {}],
  ["a picture whose host fails when it is overdue", drawsInVain(503), { overdue: true }],
])("F23: %s may still come, and is neither paid again nor given up", async (_, answer, change) => {
  expect((await fetched(answer, change)).end).toBeNull();
});

test("F23: who leaves meanwhile gives nothing up", async () => {
  const leaving = AbortSignal.abort();
  const { end } = await fetched(says(404, {}), {
    overdue: true,
    isForgotten: true,
    leave: leaving,
  });
  expect(end).toBeNull();
});

test.each<[string, Answering, object]>([
  ["an id that nobody knows when it is overdue", says(404, {}), { overdue: true }],
  ["what is still drawn after a day", says(200, {}), { overdue: true, isForgotten: true }],
  ["a vendor that was silent for a day", says(503, {}), { overdue: true, isForgotten: true }],
])("F23, R10: %s is a doubt", async (_, answer, change) => {
  expect((await fetched(answer, change)).end).toMatchObject({ ended: "unanswered" });
});

test("F23, R11: an id that is surely nobody's is a call that our death left open", async () => {
  expect((await fetched(says(404, {}), { knowsAll: true })).end).toEqual(died);
});

test.each<[string, number, object]>([
  ["gone when it is overdue", 404, { overdue: true }],
  ["out of reach for a day", 503, { overdue: true, isForgotten: true }],
])("F24: what is drawn and %s is kept without its picture", async (_, status, change) => {
  const { end, answer } = await fetched(drawsInVain(status), change);
  expect(end).toEqual({ ended: "answered" });
  expect(Buffer.from(answer?.body ?? []).toString()).toMatch(/^\{"to":"question".*\}\n$/u);
});

test("F6: without a ticket nobody is asked", async () => {
  const { end, asked } = await fetched(draws, { ticket: null });
  expect(end).toEqual(died);
  expect(asked).toEqual([]);
});
