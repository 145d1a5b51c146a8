import { expect, test } from "vitest";
import { parsePostmasterFile } from "./postmaster-file.ts";

test("a server's file tells its process, port and socket", () => {
  const text = "4711\n/data/cluster\n1790000000\n5432\n/data/socket\n\n  1234567   2\nready   \n";

  expect(parsePostmasterFile(text)).toEqual({
    pid: 4711,
    port: 5432,
    socketFolder: "/data/socket",
  });
});

test("a file cut short tells what it can, an empty or foreign one nothing", () => {
  expect(parsePostmasterFile("4711\n/data/cluster\n")).toEqual({
    pid: 4711,
    port: 0,
    socketFolder: "",
  });
  expect(parsePostmasterFile("")).toBeUndefined();
  expect(parsePostmasterFile("-4711\n")).toBeUndefined();
  expect(parsePostmasterFile("something else\n")).toBeUndefined();
});
