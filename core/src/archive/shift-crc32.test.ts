import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shiftCrc32 } from "./shift-crc32.ts";

test("Z11: checksums of two parts make that of the whole", () => {
  const part = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(part, part, (first, second) => {
      const whole = (shiftCrc32(crc32(first), second.length) ^ crc32(second)) >>> 0;
      expect(whole).toBe(crc32(Buffer.concat([first, second])));
    }),
    { numRuns: 1000 },
  );
});

test("Z11: so they do beyond four gigabytes, where shifting by parts is shifting by their sum", () => {
  const far = 5 * 1024 ** 3 + 17;
  const near = shiftCrc32(0x1234_5678, 1000);
  expect(shiftCrc32(near, far)).toBe(shiftCrc32(shiftCrc32(0x1234_5678, far), 1000));
  expect(shiftCrc32(near, far)).toBe(shiftCrc32(0x1234_5678, far + 1000));
  expect(shiftCrc32(near, far)).not.toBe(shiftCrc32(near, far % 2 ** 32));
});
