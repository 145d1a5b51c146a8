import { freeBytes } from "@bunch/core/free-bytes";
import { expect, test } from "vitest";
import { createRecordingSink } from "./recording-sink.fixture.ts";
import { sinkWithoutKey } from "./sink-without-key.ts";

const key = "AIzaSyAITheKeyOfSomebody";
const said = `{"error": "${key} is no key, nor is ${key}${key}; AIzaSyAIAIzaSyAITheKeyOfSome is"}`;
const wanted = said.replaceAll(key, "*".repeat(key.length));

test("I10: the key is blanked out wherever the network cuts the answer, and all else stays in its place", async () => {
  expect(wanted).not.toContain(key);
  for (let size = 1; size <= said.length; size += 1) {
    const { sink, seen, body } = createRecordingSink();
    const clean = sinkWithoutKey(sink, key);
    await clean.begin({ status: 400 });
    for (let at = 0; at < said.length; at += size) {
      const chunk = inMemoryOfItsOwn(said.slice(at, at + size));
      await clean.write(chunk);
      // As whoever streams an answer does: what is held back of it must not go with it.
      freeBytes(chunk);
    }
    await clean.finish();
    expect(body().toString()).toBe(wanted);
    expect(seen).toMatchObject({ status: 400, state: "finished" });
  }
});

function inMemoryOfItsOwn(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}

test("of an answer that breaks off all that came is kept, its end too", async () => {
  const { sink, seen, body } = createRecordingSink();
  const clean = sinkWithoutKey(sink, key);
  await clean.begin({ status: 200 });
  await clean.write(Buffer.from(`half ${key.slice(0, -1)}`));
  expect(body().toString()).toBe("half ");
  await clean.abandon();
  expect(body().toString()).toBe(`half ${key.slice(0, -1)}`);
  expect(seen.state).toBe("abandoned");
});

test("a text too short to be a key changes nothing", () => {
  const { sink } = createRecordingSink();
  expect(sinkWithoutKey(sink, "k".repeat(15))).toBe(sink);
});
