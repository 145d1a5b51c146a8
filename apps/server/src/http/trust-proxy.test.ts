import { expect, test } from "vitest";
import { startTestServer } from "./testing/start-test-server.ts";

const stranger = "203.0.113.66";
const client = "198.51.100.7";

/** From where the audit trail says that a batch was started, for each X-Forwarded-For. */
async function seenFrom(trustProxy: string | null, forwarded: string[]): Promise<string[]> {
  const server = await startTestServer(
    trustProxy === null ? {} : { env: { TRUST_PROXY: trustProxy } },
  );
  try {
    const seen: string[] = [];
    for (const header of forwarded) {
      const body = { model: "simulator", image_size: "64", prompts: ["a fox"] };
      const response = await server.send(body, { "x-forwarded-for": header });
      const { data } = (await response.json()) as { data: { execution_id: string } };
      const found = await server.owner.query<{ ip: string }>(
        "select ip from audit_events where action = 'execution.started' and subject = $1",
        [data.execution_id],
      );
      seen.push(found.rows[0]?.ip ?? "nowhere");
    }
    return seen;
  } finally {
    await server.close();
  }
}

test("U22: by default nobody's X-Forwarded-For is believed", async () => {
  expect(await seenFrom(null, [client, `${stranger}, ${client}`])).toEqual([
    "127.0.0.1",
    "127.0.0.1",
  ]);
});

test("U22: behind one proxy the address is the one that it adds, whatever the client has put before it", async () => {
  expect(await seenFrom("1", [client, `${stranger}, ${client}`])).toEqual([client, client]);
});

test("U22: behind proxies of these addresses it is the last that is none of them", async () => {
  expect(
    await seenFrom("127.0.0.1, 10.0.0.0/8", [client, `${stranger}, ${client}, 10.1.2.3`]),
  ).toEqual([client, client]);
});

test("U22: from elsewhere than the proxies that are named it is not believed", async () => {
  expect(await seenFrom("10.0.0.0/8", [client])).toEqual(["127.0.0.1"]);
});
