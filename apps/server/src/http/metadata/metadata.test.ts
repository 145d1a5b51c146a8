import { crc32 } from "node:zlib";
import {
  lookedAtBytes,
  readPictureMetadata,
} from "@bunch/contracts/metadata/read-picture-metadata";
import { withoutMetadata } from "@bunch/contracts/metadata/without-metadata";
import { pictureHead } from "@bunch/core/metadata/picture-head";
import type { PictureOrigin } from "@bunch/core/metadata/picture-origin";
import fc from "fast-check";
import sharp from "sharp";
import { expect, test } from "vitest";
import { type Inserted, partsWith, sumWith } from "./inserted.ts";
import { metadataBlock } from "./metadata-block.ts";

const plain = (channels: 3 | 4, side = 24) =>
  sharp({
    create: {
      width: side,
      height: side + 3,
      channels,
      background: { r: 10, g: 200, b: 90, alpha: 0.5 },
      ...(channels === 3 && { noise: { type: "gaussian", mean: 128, sigma: 30 } }),
    },
  });
const pictures: [string, string, Buffer][] = [
  ["PNG", "image/png", await plain(3).png().toBuffer()],
  ["PNG with holes", "image/png", await plain(4, 301).png().toBuffer()],
  [
    "PNG of few colours, in passes",
    "image/png",
    await plain(3).png({ palette: true, progressive: true }).toBuffer(),
  ],
  ["grey PNG of 16 bits", "image/png", await plain(3).toColourspace("grey16").png().toBuffer()],
  ["JPEG", "image/jpeg", await plain(3).jpeg().toBuffer()],
  [
    "progressive JPEG that has metadata already",
    "image/jpeg",
    await plain(3)
      .withXmp("<x/>")
      .withExif({ IFD0: { Copyright: "me" } })
      .jpeg({ progressive: true })
      .toBuffer(),
  ],
];

const origin = (prompt: string, more: Partial<PictureOrigin> = {}): PictureOrigin => ({
  prompt,
  title: "07b-red-fox",
  model: "gemini-nano-banana-2.1",
  aspectRatio: "16:9",
  imageSize: "2K",
  seed: 4_294_967_295,
  size: [1376, 768],
  creatorTool: "Bunch 1.2.3",
  ...more,
});

function insertedInto(mimeType: string, picture: Buffer, told: PictureOrigin): Inserted | null {
  const bytes = metadataBlock(mimeType, told);
  const head = pictureHead(picture, mimeType, crc32);
  return bytes && head && { head, bytes };
}

function written(mimeType: string, picture: Buffer, told: PictureOrigin): Buffer {
  const inserted = insertedInto(mimeType, picture, told);
  return Buffer.concat([...partsWith(picture, inserted, { from: 0, to: Infinity })]);
}

const prompts = [
  "a red fox",
  "two lines\nand a third\n  indented\tby a tab",
  "une été à Nîmes — « œuvre » 10 €",
  "狐が雪の中で 🦊👩‍👩‍👧 مرحبا é",
  `<b>&amp; "quoted", 'too' ]]> <!-- --> <?xpacket end="w"?>`,
  "Negative prompt: none of this\nSteps: 20, Sampler: Euler, Size: 5x5",
  "&".repeat(8000),
  "🦊".repeat(8000),
];

for (const [kind, mimeType, picture] of pictures) {
  test(`Z10: a ${kind} says how it was made, has the same pixels, and is itself again without what was written`, async () => {
    for (const prompt of prompts) {
      const bytes = written(mimeType, picture, origin(prompt));
      expect(readPictureMetadata(bytes)).toEqual({
        prompt,
        model: "gemini-nano-banana-2.1",
        aspectRatio: "16:9",
        imageSize: "2K",
        seed: 4_294_967_295,
        size: null,
      });
      expect(withoutMetadata(bytes)).toEqual(new Uint8Array(picture));
    }
    const bytes = written(mimeType, picture, origin(prompts[3]!));
    const [before, after] = await Promise.all(
      [picture, bytes].map((one) => sharp(one, { failOn: "warning" }).raw().toBuffer()),
    );
    expect(after!.equals(before!)).toBe(true);
    const { xmp = Buffer.alloc(0) } = await sharp(bytes).metadata();
    expect(xmp.toString()).toContain("digitalsourcetype/trainedAlgorithmicMedia");
    expect(xmp.toString()).toContain('xmp:CreatorTool="Bunch 1.2.3"');
  });

  test(`Z11: length and checksum of a ${kind} follow from those it had, and any part of it is the part of the whole`, () => {
    const kept = { bytes: picture.length, crc32: crc32(picture) };
    const text = fc.string({ unit: "grapheme", maxLength: 60 });
    fc.assert(
      fc.property(text, text, fc.nat(4000), fc.nat(4000), (prompt, model, first, second) => {
        const told = origin(prompt, { model });
        const whole = written(mimeType, picture, told);
        const inserted = insertedInto(mimeType, picture, told);
        const sum = sumWith(kept, inserted!);
        expect(sum).toEqual({ bytes: whole.length, crc32: crc32(whole) });
        const [from, to] = [Math.min(first, second), Math.max(first, second)];
        const part = Buffer.concat([...partsWith(picture, inserted, { from, to })]);
        expect(part.equals(whole.subarray(from, to))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
}

test("Z10: any prompt comes back, but for signs that XML cannot write", () => {
  const [, mimeType, picture] = pictures[0]!;
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 80 }), (words) => {
      const prompt = `a ${words.replaceAll("\0", "")}`;
      const kept = prompt.replace(/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
      for (const [type, bytes] of [
        [mimeType, picture],
        ["image/jpeg", pictures[4]![2]],
      ] as const)
        expect(readPictureMetadata(written(type, bytes, origin(prompt)))?.prompt).toBe(kept);
    }),
    { numRuns: 500 },
  );
});

test("Z10: in a PNG it stands as AUTOMATIC1111 writes it, in the older kind of text where that can hold it", () => {
  const [, mimeType, picture] = pictures[0]!;
  const textOf = (prompt: string, more?: Partial<PictureOrigin>) => {
    const bytes = written(mimeType, picture, origin(prompt, more));
    const data = bytes.subarray(41, 41 + bytes.readUInt32BE(33));
    return [bytes.toString("latin1", 37, 41), data.toString(data[10] === 0xff ? "utf8" : "latin1")];
  };
  const settings =
    'Seed: 4294967295, Model: gemini-nano-banana-2.1, Size: 1376x768, Aspect ratio: "16:9", Image size: 2K, Version: Bunch 1.2.3';
  expect(textOf("a fox\nin été")).toEqual(["tEXt", `parameters\0a fox\nin été\n${settings}`]);
  const [type, text] = textOf("狐", { size: null });
  expect([type, Buffer.from(text!, "latin1").toString()]).toEqual([
    "iTXt",
    `parameters\0\0\0\0\0狐\n${settings.replace(" Size: 1376x768,", "")}`,
  ]);
  // Where it was left to chance, it is not said.
  expect(textOf("a fox", { seed: null })[1]).toBe(
    `parameters\0a fox\n${settings.replace("Seed: 4294967295, ", "")}`,
  );
});

test("Z10: a WebP is left as it is", async () => {
  const webp = await plain(3).webp().toBuffer();
  expect(metadataBlock("image/webp", origin("a fox"))).toBeNull();
  expect(written("image/webp", webp, origin("a fox")).equals(webp)).toBe(true);
  expect(readPictureMetadata(webp)).toBeNull();
  expect(withoutMetadata(webp)).toBeNull();
});

test("Z12: the longest prompt is found in what is looked at", () => {
  for (const [, mimeType, picture] of pictures) {
    const bytes = written(mimeType, picture, origin("🦊".repeat(8000)));
    expect(bytes.length - picture.length).toBeLessThan(lookedAtBytes / 8);
    expect(readPictureMetadata(bytes.subarray(0, lookedAtBytes))?.prompt.length).toBe(16_000);
  }
});
