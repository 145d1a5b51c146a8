import { expect, inject, test } from "vitest";
import pg from "pg";
import { searchPattern } from "./search-pattern.ts";

async function finds(text: string, search: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: inject("postgres") });
  await client.connect();
  try {
    const found = await client.query<{ found: boolean }>("select $1::text ~ $2::text as found", [
      text,
      searchPattern(search),
    ]);
    return found.rows[0]?.found ?? false;
  } finally {
    await client.end();
  }
}

test.each([
  ["Une ÉCOLE à Orléans", "ecole a orleans"],
  ["une ecole", "École"],
  // As some systems write it: the letter, then its accent.
  ["une e\u0301cole", "école"],
  ["a red\n   fox", "red fox"],
  ["ÇA", "ça"],
  ["ΑΘΗΝΑ", "αθηνα"],
  ["Жар-птица", "жар-ПТИЦА"],
  ["a 東京 tower", "東京"],
  ["a 🦊 runs", "🦊"],
  ["Straße", "straße"],
  ["100 % [sure] (a|b)* ^$ {2} \\d a-b .+? #_", "% [sure] (a|b)* ^$ {2} \\d a-b .+? #_"],
  ["***:x (?i)y", "***:x (?i)Y"],
  ["two words", "  WORDS "],
])("X20: in %j a search finds %j", async (text, search) => {
  expect(await finds(text, search)).toBe(true);
});

test.each([
  ["a red fox", "r.d"],
  ["a red fox", "%"],
  ["a red fox", "_"],
  ["a red fox", "red|blue"],
  ["a redfox", "red fox"],
  ["xay", "x[a-c]y"],
  ["7", "\\d"],
])("X20: in %j a search does not find %j", async (text, search) => {
  expect(await finds(text, search)).toBe(false);
});

test("X20: nothing but white space and what no text can hold is no search", () => {
  expect([null, "", " \n", "\0", "\u0301"].map(searchPattern)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});
