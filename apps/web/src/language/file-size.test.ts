import { expect, test } from "vitest";
import { fileSize } from "./file-size.ts";

test.each([
  [900, "1 kB", "1 ko"],
  [9_400, "9 kB", "9 ko"],
  [3_240_000, "3.2 MB", "3,2 Mo"],
  [123_400_000, "123 MB", "123 Mo"],
  [999_600_000, "1 GB", "1 Go"],
  [4_210_000_000, "4.2 GB", "4,2 Go"],
  [81_000_000_000, "81 GB", "81 Go"],
])("%d bytes are told in the unit that people know", (bytes, english, french) => {
  const plain = (text: string) => text.replaceAll(/\s/g, " ");
  expect(plain(fileSize("en-GB", bytes))).toBe(english);
  expect(plain(fileSize("fr-FR", bytes))).toBe(french);
});
