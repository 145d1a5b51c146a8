import type { ServerResponse } from "node:http";
import type { ImageModel } from "@bunch/core/ports/image-model";
import type { SpoolSink } from "@bunch/core/ports/spool";
import { expect, onTestFinished, test } from "vitest";
import { type CallLimits, callLimits } from "../http/call-once.ts";
import { createRecordingSink } from "../http/recording-sink.fixture.ts";
import { createQueued } from "./create-queued.ts";
import { type Answering, madeUp, madeUpEntry, startMadeUp } from "./made-up-vendor.fixture.ts";

const apiKey = "made-up-key-0123456789";
const never = new AbortController().signal;
const picture = Buffer.from("a picture\nwith a line feed");

const json = (response: ServerResponse, status: number, value: unknown) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));

async function served(answer: Answering, limits: Partial<CallLimits> = {}) {
  const vendor = await startMadeUp(answer);
  onTestFinished(() => vendor.stop());
  const model = createQueued(madeUp, {
    baseUrl: vendor.url,
    catalogue: [madeUpEntry],
    limits: { ...callLimits, ...limits },
  });
  return { vendor, model };
}

/** Calls once as the flow does, and reads what is in the spool afterwards. */
async function draw(
  { model }: Awaited<ReturnType<typeof served>>,
  change: {
    prompt?: string;
    keepTicket?: (ticket: string) => Promise<void>;
    signal?: AbortSignal;
    deadlineMs?: number;
  } = {},
) {
  const { sink, seen, body } = createRecordingSink();
  const tickets: string[] = [];
  const end = await model.call({
    request: {
      entry: madeUpEntry,
      prompt: change.prompt ?? "a fox",
      variation: 0,
      seed: null,
      aspectRatio: "1:1",
      imageSize: "1K",
      references: [],
      apiKey,
      deadlineMs: change.deadlineMs ?? 5000,
    },
    sink,
    keepTicket: change.keepTicket ?? (async (ticket) => void tickets.push(ticket)),
    signal: change.signal ?? never,
  });
  return { end, tickets, seen, reading: read(model, { seen, body }), body };
}

function read(
  model: ReturnType<typeof createQueued>,
  { seen, body }: Pick<ReturnType<typeof createRecordingSink>, "seen" | "body">,
) {
  const answer = { status: seen.status, body: body(), whole: seen.state === "finished" };
  return model.read({ answer, entry: madeUpEntry, imageSize: "1K", references: 0, nowMs: 0 });
}

/** Asks after the first job as a recovery does. */
const ask = (
  model: ImageModel,
  sink: SpoolSink,
  change: { overdue?: boolean; isForgotten?: boolean; signal?: AbortSignal } = {},
) =>
  model.fetch?.({
    ticket: "job-1",
    overdue: false,
    isForgotten: false,
    entry: madeUpEntry,
    apiKey,
    sink,
    signal: never,
    ...change,
  });

/** Asked twice it is still drawing, then the picture lies at an address of its own. */
function patient(): Answering {
  let questions = 0;
  return ({ method, url }, response) => {
    if (method === "POST") return void json(response, 201, { id: "job-1" });
    if (url === "/files/1.png") return void response.end(picture);
    questions += 1;
    if (questions < 3) return void json(response, 200, { state: "drawing" });
    if (url === "/jobs/job-1") return void json(response, 200, { see: "/results/job-1" });
    json(response, 200, { picture: "/files/1.png", seed: 7 });
  };
}

test("F2, F23: one paid request, its ticket kept before the first question, then questions until the picture is there", async () => {
  const given = await served(patient());
  const order: string[] = [];
  const { end, reading, seen } = await draw(given, {
    keepTicket: async (ticket) => void order.push(`${ticket} after ${given.vendor.asked.length}`),
  });
  expect(end).toEqual({ ended: "answered" });
  expect(seen.state).toBe("finished");
  expect(order).toEqual(["job-1 after 1"]);
  expect(reading).toMatchObject({ kind: "picture", costMicros: 40_000 });
  expect(reading.kind === "picture" && Buffer.from(reading.bytes).equals(picture)).toBe(true);
  expect(given.vendor.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
});

test("K6: the key goes along to the vendor's own address alone", async () => {
  const elsewhere = await startMadeUp((_, response) => void response.end(picture));
  onTestFinished(() => elsewhere.stop());
  const given = await served(({ method }, response) =>
    method === "POST"
      ? json(response, 200, { id: "job-1" })
      : json(response, 200, { picture: `${elsewhere.url}/1.png` }),
  );
  expect((await draw(given, { deadlineMs: 1000 })).end).toMatchObject({ ended: "left" });
  // Without TLS nothing is fetched from elsewhere: in the end the picture is paid, and that is told.
  const last = createRecordingSink();
  expect(await ask(given.model, last.sink, { overdue: true })).toEqual({ ended: "answered" });
  expect(elsewhere.asked).toEqual([]);
  expect(read(given.model, last)).toMatchObject({
    kind: "no_picture",
    code: "unreadable_answer",
    costMicros: 40_000,
  });
  expect(new Set(given.vendor.asked.map(({ key }) => key))).toEqual(new Set([`Bearer ${apiKey}`]));
});

test("F23: an address to ask at that is not the vendor's own is not asked", async () => {
  const elsewhere = await startMadeUp((_, response) => void json(response, 200, {}));
  onTestFinished(() => elsewhere.stop());
  const given = await served(({ method }, response) =>
    method === "POST"
      ? json(response, 200, { id: "job-1" })
      : json(response, 200, { see: `${elsewhere.url}/stolen` }),
  );
  const { end } = await draw(given, { deadlineMs: 1000 });
  expect(end).toMatchObject({ ended: "left" });
  expect(elsewhere.asked).toEqual([]);
});

test.each([
  [402, { error: "no credit" }],
  [503, { error: "busy" }],
  [200, { what: "no id" }],
])(
  "R5, R9: a submission answered with %i and no id ends the call with that answer",
  async (status, said) => {
    const given = await served((_, response) => void json(response, status, said));
    const { end, tickets, reading } = await draw(given);
    expect(end).toEqual({ ended: "answered" });
    expect(tickets).toEqual([]);
    expect(reading).toMatchObject({ message: `${status} ${JSON.stringify(said)}` });
    expect(given.vendor.asked).toHaveLength(1);
  },
);

test("F2: what breaks before the id came is a doubt, and nothing is asked", async () => {
  const given = await served((_, response) => void response.socket?.resetAndDestroy());
  expect((await draw(given)).end).toMatchObject({ ended: "unanswered" });
  expect(given.vendor.asked).toHaveLength(1);
});

test("F23: with an id of our own choice a submission that broke off is asked after", async () => {
  const given = await served(({ method, url }, response) => {
    if (method === "POST") return void response.socket?.resetAndDestroy();
    if (url === "/files/1.png") return void response.end(picture);
    json(response, 200, { picture: "/files/1.png" });
  });
  const { end, tickets, reading } = await draw(given, { prompt: "a fox [own id]" });
  expect(end).toEqual({ ended: "answered" });
  expect(tickets).toEqual(["own-id"]);
  expect(reading).toMatchObject({ kind: "picture" });
});

test("F23: trouble with asking is no answer: it is asked again", async () => {
  let questions = 0;
  const given = await served(({ method, url }, response) => {
    if (method === "POST") return void json(response, 200, { id: "job-1" });
    if (url === "/files/1.png") return void response.end(picture);
    questions += 1;
    if (questions === 1) return void json(response, 500, {});
    if (questions === 2) return void response.socket?.resetAndDestroy();
    if (questions === 3) return void json(response, 429, {});
    json(response, 200, { picture: "/files/1.png" });
  });
  expect((await draw(given)).reading).toMatchObject({ kind: "picture" });
});

test("F23: given up while it waits, a call is left to whoever holds the ticket; without a safe one it is a doubt", async () => {
  const given = await served(({ method }, response) =>
    method === "POST" ? json(response, 200, { id: "job-1" }) : json(response, 200, {}),
  );
  const { end, seen } = await draw(given, { deadlineMs: 700 });
  expect(end).toMatchObject({ ended: "left" });
  expect(seen.state).toBe("abandoned");
  const unsafe = await draw(given, {
    deadlineMs: 700,
    keepTicket: () => Promise.reject(new Error("The database is away.")),
  });
  expect(unsafe.end).toMatchObject({ ended: "unanswered" });
});

test("F23: a picture that breaks off on its way is left, and fetched whole by its ticket", async () => {
  let isCut = true;
  const given = await served(({ method, url }, response) => {
    if (method === "POST") return void json(response, 200, { id: "job-1" });
    if (url !== "/files/1.png") return void json(response, 200, { picture: "/files/1.png" });
    if (!isCut) return void response.end(picture);
    response.writeHead(200, { "content-length": picture.byteLength });
    response.write(picture.subarray(0, 4), () => response.socket?.end());
  });
  const { end, reading } = await draw(given);
  expect(end).toMatchObject({ ended: "left" });
  expect(reading).toMatchObject({ kind: "ambiguous" });
  isCut = false;
  const again = createRecordingSink();
  const { model } = given;
  const fetched = await ask(model, again.sink);
  expect(fetched).toEqual({ ended: "answered" });
  expect(read(model, again)).toMatchObject({ kind: "picture" });
  expect(given.vendor.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
});

test("F23: a ticket that nobody knows is told so; one that is still drawn waits", async () => {
  let status = 404;
  const { model } = await served((_, response) => void json(response, status, {}));
  const now = () => ask(model, createRecordingSink().sink);
  expect(await now()).toMatchObject({ ended: "unknown", isSure: false });
  status = 200;
  expect(await now()).toMatchObject({ ended: "drawing" });
});

test("F2: a free request that has to come before fails the call before anything is paid", async () => {
  const given = await served((_, response) => void json(response, 500, {}));
  expect((await draw(given, { prompt: "a fox [upload]" })).end).toEqual({
    ended: "unreachable",
    message: "The reference could not be uploaded.",
  });
  expect(given.vendor.asked.map(({ path }) => path)).toEqual(["/upload"]);
});

test("R6: where the vendor refuses what has to come before, that is its answer, and nothing is paid", async () => {
  const given = await served((_, response) => void json(response, 402, { error: "no credit" }));
  const { end, tickets, reading } = await draw(given, { prompt: "a fox [upload]" });
  expect(end).toEqual({ ended: "answered" });
  expect(tickets).toEqual([]);
  expect(reading).toMatchObject({ kind: "bad_request", message: '402 {"error":"no credit"}' });
  expect(given.vendor.asked.map(({ path }) => path)).toEqual(["/upload"]);
});

test("I10: a key that a vendor repeats does not reach the spool", async () => {
  const given = await served((_, response) => void json(response, 401, { error: apiKey }));
  const { body } = await draw(given);
  expect(body().toString()).not.toContain(apiKey);
  expect(body().toString()).toContain("****");
});

test("F23: trouble on our own side while the picture comes is no answer: the ticket stays good", async () => {
  const given = await served(({ method, url }, response) => {
    if (method === "POST") return void json(response, 200, { id: "job-1" });
    if (url === "/files/1.png") return void response.end(picture);
    json(response, 200, { picture: "/files/1.png" });
  });
  const full = createRecordingSink({
    beforeWrite: () => Promise.reject(new Error("ENOSPC: no space left on device")),
  });
  const end = await given.model.call({
    request: {
      entry: madeUpEntry,
      prompt: "a fox",
      variation: 0,
      seed: null,
      aspectRatio: "1:1",
      imageSize: "1K",
      references: [],
      apiKey,
      deadlineMs: 5000,
    },
    sink: full.sink,
    keepTicket: async () => {},
    signal: never,
  });
  expect(end).toMatchObject({ ended: "left", message: expect.stringContaining("ENOSPC") });
});

/** Drawn at once, and its picture is served as a test says. */
const drawnAt =
  (serve: (response: ServerResponse) => void): Answering =>
  ({ method, url }, response) => {
    if (method === "POST") return void json(response, 200, { id: "job-1" });
    if (url === "/files/1.png") return serve(response);
    json(response, 200, { picture: "/files/1.png" });
  };

test("F23: a host of pictures that takes the question and never answers holds up nobody for long", async () => {
  const given = await served(
    drawnAt(() => {}),
    { idleTimeoutMs: 300 },
  );
  expect(await ask(given.model, createRecordingSink().sink)).toMatchObject({ ended: "unheard" });
  expect((await draw(given, { deadlineMs: 1500 })).end).toMatchObject({ ended: "left" });
});

test.each([429, 500, 503])(
  "F24: a host of pictures in trouble (%i) may serve it later: it is asked again, and given up after a day alone",
  async (status) => {
    const given = await served(drawnAt((response) => void response.writeHead(status).end()));
    expect((await draw(given, { deadlineMs: 1000 })).end).toMatchObject({ ended: "left" });
    const unsafe = await draw(given, {
      deadlineMs: 1000,
      keepTicket: () => Promise.reject(new Error("The database is away.")),
    });
    // Nobody could ask again, and it is surely paid: no doubt, which would be drawn anew.
    expect(unsafe.reading).toMatchObject({ kind: "no_picture", code: "unreadable_answer" });
    const overdue = await ask(given.model, createRecordingSink().sink, { overdue: true });
    expect(overdue).toMatchObject({ ended: "unheard" });
    const last = createRecordingSink();
    const times = { overdue: true, isForgotten: true };
    expect(await ask(given.model, last.sink, times)).toEqual({ ended: "answered" });
    expect(read(given.model, last)).toMatchObject({ kind: "no_picture", costMicros: 40_000 });
  },
);

test("F24: a picture that is gone is given up when its call is overdue", async () => {
  const { model } = await served(drawnAt((response) => void response.writeHead(410).end()));
  const early = await ask(model, createRecordingSink().sink);
  expect(early).toMatchObject({ ended: "unheard" });
  const last = createRecordingSink();
  expect(await ask(model, last.sink, { overdue: true })).toEqual({ ended: "answered" });
  expect(read(model, last)).toMatchObject({ kind: "no_picture", costMicros: 40_000 });
});

test("F23: an id that a call under way is told to be nobody's is left to be asked after, as whoever told it may lag behind", async () => {
  const answer: Answering = ({ method }, response) =>
    json(response, method === "POST" ? 200 : 404, { id: "job-1" });
  const given = await served(answer);
  const [safe, unsafe] = await Promise.all([
    draw(given, { deadlineMs: 60_000 }),
    draw(given, {
      deadlineMs: 60_000,
      keepTicket: () => Promise.reject(new Error("The database is away.")),
    }),
  ]);
  const message = expect.stringContaining("does not know");
  expect(safe.end).toMatchObject({ ended: "left", message });
  expect(unsafe.end).toMatchObject({ ended: "unanswered", message });
}, 90_000);
