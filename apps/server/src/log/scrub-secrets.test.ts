import { expect, test } from "vitest";
import { describeError } from "./describe-error.ts";
import { scrubSecrets, spellingsOf } from "./scrub-secrets.ts";
import { createSecretList } from "./secret-list.ts";

const googleKey = `AIza${"Sy_-0".repeat(7)}`;
const newKey = `AQ.${"Ab8R_".repeat(8)}`;
const canary = 'odd"canary\\with é and / signs';

test.each([
  ["a key in nested objects", { call: { headers: { "x-goog-api-key": "zzz-canary-1" } } }],
  ["a header in another case", { headers: { Authorization: "Bearer zzz-canary-1" } }],
  ["raw headers as a flat list", { rawHeaders: ["Host", "x", "X-Goog-Api-Key", "zzz-canary-1"] }],
  ["a body as JSON within a string", { body: JSON.stringify({ api_key: "zzz-canary-1", n: 1 }) }],
  [
    "JSON within JSON within a string",
    { body: JSON.stringify({ inner: JSON.stringify({ api_key: "zzz-canary-1" }) }) },
  ],
  ["an address", { url: "https://example.com/v1beta/models?a=1&key=zzz-canary-1&b=2" }],
  ["an address of a database", { url: "postgresql://bunch:zzz-canary-1@db.example.com/postgres" }],
  ["plain words", { msg: "sent with\nx-goog-api-key: zzz-canary-1" }],
  ["words of a dump", { msg: "{ api_key: 'zzz-canary-1', name: 'x' }" }],
  ["a quote inside the value", { api_key: 'a"zzz-canary-1"b' }],
])("I10 %s shows no secret, and the line stays JSON", (_, entry) => {
  const clean = scrubSecrets(JSON.stringify(entry), []);
  expect(clean).not.toContain("zzz-canary-1");
  expect(clean).toContain("[hidden]");
  expect(() => void JSON.parse(clean)).not.toThrow();
});

const ourToken = `bunch_${"aB3-_".repeat(9)}wxyz`;

test.each([googleKey, newKey, ourToken])(
  "I10, U10: a key known by its look is hidden anywhere: %s",
  (key) => {
    const clean = scrubSecrets(JSON.stringify({ msg: `refused ${key}.`, deep: [{ key }] }), []);
    expect(clean).not.toContain(key.slice(0, 20));
  },
);

test("I10 a key in a chain of causes is hidden", () => {
  const error = new Error("outer", {
    cause: new TypeError(`bad header ${canary}`, { cause: new Error(googleKey) }),
  });
  const line = JSON.stringify({ error: describeError(error) });
  expect(line).toContain("TypeError");
  expect(line).toContain(googleKey);
  const clean = scrubSecrets(line, spellingsOf(canary));
  expect(clean).not.toContain(googleKey);
  expect(clean).not.toContain("canary");
  expect(clean).toContain("bad header");
});

test("I10 a registered secret is hidden in every spelling", () => {
  const secrets = createSecretList([canary]);
  for (const line of [
    canary,
    JSON.stringify({ a: canary }),
    JSON.stringify({ a: JSON.stringify({ b: canary }) }),
    `/?q=${encodeURIComponent(canary)}`,
    Buffer.from(canary).toString("base64"),
  ])
    expect(secrets.scrub(line)).toContain("[hidden]");
  expect(secrets.scrub(JSON.stringify({ a: JSON.stringify({ b: canary }) }))).not.toContain("odd");
});

test("only the latest secrets are remembered, those of the start for good", () => {
  const secrets = createSecretList(["known-at-start"], 2);
  for (const value of ["first-secret", "second-secret", "first-secret", "third-secret"])
    secrets.hideSecret(value);
  expect(secrets.scrub("known-at-start first-secret second-secret third-secret")).toBe(
    "[hidden] [hidden] second-secret [hidden]",
  );
});

test("ordinary lines stay as they are, and a short value blanks out nothing", () => {
  const secrets = createSecretList(["fox"]);
  const line = JSON.stringify({
    field: "api_key",
    message: "Give one as api_key, or choose the simulator: a red fox costs nothing.",
    url: "http://localhost:3000/files/a/b/c.png?size=2",
  });
  expect(secrets.scrub(line)).toBe(line);
});

test("what drivers hang onto errors is left out", () => {
  const error = Object.assign(new Error("no"), { code: "ECONNRESET", config: { password: "p" } });
  expect(JSON.stringify(describeError(error))).not.toContain("config");
  expect(describeError(error)).toMatchObject({ message: "no", code: "ECONNRESET" });
});
