import type { LookupAddress } from "node:dns";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, test } from "vitest";
import { startNameServer } from "../../tools/testing/start-name-server.ts";
import { type Received, type Receiver, startReceiver } from "../../tools/testing/start-receiver.ts";
import { askNameServers } from "./ask-name-servers.ts";
import type { NameLookup } from "./receiver-gate.ts";
import { openWebhookLine, type WebhookLimits } from "./webhook-line.ts";

const strict = { http: false, anyPort: false, privateNetworks: false };
const open = { http: true, anyPort: true, privateNetworks: true };
/** Everything but private networks: a receiver on this machine stands for what must not be reached. */
const walled = { ...open, privateNetworks: false };
const never = new AbortController().signal;
const receivers: Receiver[] = [];
afterEach(async () => {
  await Promise.all(receivers.splice(0).map((one) => one.stop()));
});

async function receiver(...given: Parameters<typeof startReceiver>): Promise<Receiver> {
  const one = await startReceiver(...given);
  receivers.push(one);
  return one;
}

function line(
  policy = open,
  over: { lookUp?: NameLookup; limits?: Partial<WebhookLimits> } = {},
): ReturnType<typeof openWebhookLine> {
  return openWebhookLine({ policy, userAgent: "Bunch-Webhooks/1", ...over });
}

const body = JSON.stringify({ type: "execution.completed", data: { text: "Füchse 🦊" } });
const post = (
  to: ReturnType<typeof openWebhookLine>,
  url: string,
  over: { secrets?: string[]; signal?: AbortSignal } = {},
) => to.post({ url, messageId: "msg_1", body, secrets: [to.makeSecret()], signal: never, ...over });
const headersOf = ({ headers }: Received) => headers as Record<string, string>;

/** A name that leads where it is told, one answer after the other; the last for good. */
function nameServer(...answers: string[][]): NameLookup {
  let asked = 0;
  return (_hostname, _options, callback) => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    callback(
      null,
      addresses.map((address): LookupAddress => ({
        address,
        family: address.includes(":") ? 6 : 4,
      })),
    );
  };
}

describe("what goes out", () => {
  test("H1: the specification's own library verifies it, and nothing else", async () => {
    const there = await receiver(() => ({ status: 200, body: "thanks" }));
    const to = line();
    const secret = to.makeSecret();
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    const answer = await post(to, `${there.url}/hook?shop=1`, { secrets: [secret] });
    expect(answer).toMatchObject({ status: 200, answer: "thanks", error: null });
    expect(answer.durationMs).toBeGreaterThanOrEqual(0);
    const [got] = there.received;
    expect(got).toMatchObject({
      path: "/hook?shop=1",
      headers: { "content-type": "application/json", "webhook-id": "msg_1" },
      body,
    });
    expect(new Webhook(secret).verify(got!.body, headersOf(got!))).toEqual(JSON.parse(body));
    for (const spoilt of [
      () => new Webhook(secret).verify(`${got!.body} `, headersOf(got!)),
      () => new Webhook(secret).verify(got!.body, { ...headersOf(got!), "webhook-id": "msg_2" }),
      () => new Webhook(to.makeSecret()).verify(got!.body, headersOf(got!)),
    ])
      expect(spoilt).toThrow("No matching signature found");
  });

  test("H2: with two secrets, whoever has either verifies it", async () => {
    const there = await receiver();
    const to = line();
    const secrets = [to.makeSecret(), to.makeSecret()];
    await post(to, there.url, { secrets });
    const [got] = there.received;
    for (const secret of secrets)
      expect(new Webhook(secret).verify(got!.body, headersOf(got!))).toEqual(JSON.parse(body));
  });
});

describe("H5: what does not lie in the open internet is not called", () => {
  const forms: [string, string][] = [
    ["a number", "127.0.0.1"],
    ["short", "127.1"],
    ["decimal", "2130706433"],
    ["octal", "0177.0.0.1"],
    ["hexadecimal", "0x7f000001"],
    ["in parts of both", "0x7f.0.0.01"],
    ["zero", "0.0.0.0"],
    ["private", "10.1.2.3"],
    ["private, 172", "172.16.0.1"],
    ["private, 192", "192.168.0.1"],
    ["link-local", "169.254.169.254"],
    ["shared", "100.100.100.200"],
    ["multicast", "239.1.1.1"],
    ["loopback in IPv6", "[::1]"],
    ["mapped", "[::ffff:127.0.0.1]"],
    ["unique local", "[fd12:3456::1]"],
    ["link-local in IPv6", "[fe80::1]"],
    ["in wide letters", "１２７.０.０.１"],
  ];

  test.each(forms)("%s: %s", async (_what, host) => {
    const to = line(walled);
    expect(await to.admit({ url: `http://${host}/` })).toEqual({
      refused: expect.stringMatching(/open internet|private network/),
    });
    const there = await receiver();
    const answer = await post(to, `http://${host}:${there.port}/`);
    expect(answer).toMatchObject({
      status: null,
      error: expect.stringMatching(/open internet|private network/),
    });
    expect(there.connections()).toBe(0);
  });

  test("a name that led elsewhere when it was registered is looked at again at the socket", async () => {
    const there = await receiver();
    let leadsTo = "93.184.216.34";
    const names = await startNameServer((name) =>
      name === "rebinding.example" ? [leadsTo] : null,
    );
    const to = line(walled, { lookUp: askNameServers({ servers: [names.server] }) });
    const url = `http://rebinding.example:${there.port}/`;
    expect(await to.admit({ url })).toEqual({ url });
    leadsTo = "127.0.0.1";
    expect(await post(to, url)).toMatchObject({
      status: null,
      error: expect.stringContaining("leads into a private network"),
    });
    expect(there.connections()).toBe(0);
    expect(names.asked).toEqual(["rebinding.example", "rebinding.example"]);
    expect(await to.admit({ url: "http://nowhere.example/" })).toEqual({
      refused: expect.stringContaining("Nobody knows where nowhere.example is"),
    });
    await names.stop();
  });

  test("names of this machine alone lead nowhere", async () => {
    expect(
      await line(walled, { lookUp: nameServer(["127.0.0.1"]) }).admit({ url: "http://localhost/" }),
    ).toEqual({
      refused: expect.stringContaining("private network"),
    });
  });

  test("of a name with several addresses one that is private is enough", async () => {
    const to = line(walled, { lookUp: nameServer(["93.184.216.34", "10.0.0.1"]) });
    expect(await to.admit({ url: "http://both.example/" })).toEqual({
      refused: expect.stringContaining("private network"),
    });
    expect(await post(to, "http://both.example/")).toMatchObject({
      status: null,
      error: expect.stringContaining("private network"),
    });
  });

  test("a name is told, and never where in a private network it leads", async () => {
    const to = line(walled, { lookUp: nameServer(["10.11.12.13"]) });
    const told = [await to.admit({ url: "http://db.corp/" }), await post(to, "http://db.corp/")];
    expect(JSON.stringify(told)).not.toContain("10.11.12.13");
  });

  test("a name that nobody knows is refused when it is registered, and one that nobody answers for too", async () => {
    const unknown = line(strict, { lookUp: nameServer([]) });
    const silent = line(strict, { lookUp: () => {}, limits: { lookUpMs: 20 } });
    for (const to of [unknown, silent])
      expect(await to.admit({ url: "https://nowhere.example/" })).toEqual({
        refused: expect.stringContaining("Nobody knows where nowhere.example is"),
      });
  });

  test("a redirect is not followed", async () => {
    const inside = await receiver();
    const there = await receiver(() => ({ status: 307, headers: { location: inside.url } }));
    expect(await post(line(), there.url)).toMatchObject({
      status: 307,
      error: expect.stringContaining("Redirects are not followed"),
    });
    expect(inside.connections()).toBe(0);
  });

  test.each([
    ["http", "http://example.com/", /begins with https/],
    ["another port", "https://example.com:8443/", /usual port/],
    ["a password", "https://me:secret@example.com/", /name or password/],
    ["another scheme", "ftp://example.com/", /no address/],
    ["a file", "file:///etc/passwd", /no address/],
    ["no address", "hook", /no address/],
  ])("unless it is allowed, %s is refused", async (_what, url, why) => {
    const to = line(strict, { lookUp: nameServer(["93.184.216.34"]) });
    expect(await to.admit({ url })).toEqual({ refused: expect.stringMatching(why) });
    expect(await post(to, url)).toMatchObject({ status: null, error: expect.stringMatching(why) });
  });

  test("https at its usual port in the open internet is admitted, without what follows a #", async () => {
    const to = line(strict, { lookUp: nameServer(["93.184.216.34", "2606:4700::1111"]) });
    expect(await to.admit({ url: " https://EXAMPLE.com:443/hook?a=1#b " })).toEqual({
      url: "https://example.com/hook?a=1",
    });
  });
});

describe("H4: a POST ends", () => {
  test("when nobody answers within its time", async () => {
    const there = await receiver(() => "hang");
    expect(await post(line(open, { limits: { deliveryMs: 100 } }), there.url)).toMatchObject({
      status: null,
      error: expect.stringContaining("no whole answer within 0.1 s"),
    });
    expect(there.received).toHaveLength(1);
  });

  test("when its signal aborts", async () => {
    const there = await receiver(() => "hang");
    const stop = new AbortController();
    const answering = post(line(), there.url, { signal: stop.signal });
    await expect.poll(() => there.received.length).toBe(1);
    stop.abort();
    expect(await answering).toMatchObject({ status: null });
  });

  test("after the first 500 bytes of an answer, without signs that no page shows", async () => {
    const there = await receiver(() => ({ status: 500, body: `a\0b\u001B[31m${"x".repeat(1e6)}` }));
    const { answer, status, error } = await post(line(), there.url);
    expect([status, error]).toEqual([
      500,
      "The receiver answered 500, and only 2xx counts as taken.",
    ]);
    expect(answer.slice(0, 8)).toBe("ab[31mxx");
    expect(answer.length).toBeLessThanOrEqual(500);
  });

  test("when nobody is there", async () => {
    const gone = await receiver();
    await gone.stop();
    expect(await post(line(), gone.url)).toMatchObject({
      status: null,
      error: expect.stringContaining("ECONNREFUSED"),
    });
  });
});
