import fc from "fast-check";
import { expect, test } from "vitest";
import { lookedAtBytes, readPictureMetadata } from "./read-picture-metadata.ts";
import { readParameters } from "./read-parameters.ts";
import { readXmp } from "./read-xmp.ts";
import { withoutMetadata } from "./without-metadata.ts";
import { xmpNames, xmpSegment } from "./xmp-names.ts";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Nobody looks at its checksum. */
function chunk(type: string, data: Buffer | string, length?: number): Buffer {
  const content = Buffer.from(data as string);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(length ?? content.length);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, content, Buffer.alloc(4)]);
}
const header = chunk("IHDR", Buffer.alloc(13));
const png = (...chunks: Buffer[]) => Buffer.concat([signature, header, ...chunks]);
function segment(marker: number, data: string | Buffer, length?: number): Buffer {
  const content = Buffer.from(data as string);
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(length ?? content.length + 2, 2);
  return Buffer.concat([head, content]);
}
const jpeg = (...segments: Buffer[]) => Buffer.concat([Buffer.from([0xff, 0xd8]), ...segments]);

const webui = `a fox in snow,
soft light
Negative prompt: blurry, text
Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 512x768, Model hash: 6ce0161689, Model: v1-5, TI hashes: "easy: c74b4e810b03, \\"other\\": 1", Version: v1.10.1`;
const found = {
  prompt: "a fox in snow,\nsoft light",
  model: "v1-5",
  aspectRatio: null,
  imageSize: null,
  seed: 42,
  size: [512, 768],
};
const xmp = (inside: string, more = "") =>
  `<x><rdf:Description xmlns:d="${xmpNames.dc}" xmlns:b = '${xmpNames.bunch}' ${more}>${inside}</rdf:Description></x>`;
const description =
  "<d:description><rdf:Alt><rdf:li xml:lang='x-default'>a &lt;fox&gt; &#x1F98A;&#33;</rdf:li></rdf:Alt></d:description>";

test("Z12: what AUTOMATIC1111 wrote is read from either kind of text, its own program's names for things too", () => {
  expect(readPictureMetadata(png(chunk("tEXt", `parameters\0${webui}`)))).toEqual(found);
  const accented = webui.replace("snow", "été");
  expect(
    readPictureMetadata(png(chunk("tEXt", Buffer.from(`parameters\0${accented}`, "latin1"))))
      ?.prompt,
  ).toBe("a fox in été,\nsoft light");
  const international = chunk("iTXt", `parameters\0\0\0de\0Angaben\0${webui.replace("fox", "狐")}`);
  expect(readPictureMetadata(png(international))?.prompt).toContain("狐 in snow");
});

test.each([
  ["words alone", "a fox"],
  ["a last line that only looks like settings", "a fox\nStyle: flat, Mood: calm"],
  ["settings without a prompt", "Steps: 20, Size: 5x5, Model: a"],
  ["what another program keeps as JSON", '{"prompt": "a fox", "steps": 20, "size": "5x5"}'],
  ["nothing", ""],
])("Z12: %s under the same name says nothing", (_what, text) => {
  expect(readParameters(text)).toBeNull();
});

test("Z12: our XMP is read however a program has written it anew, as attributes or elements, under other prefixes", () => {
  const expected = {
    prompt: "a <fox> 🦊!",
    model: "m&m",
    aspectRatio: "1:1",
    imageSize: null,
    seed: 4_294_967_295,
    size: null,
  };
  const attributes = `b:Model="m&amp;m" b:AspectRatio = '1:1' b:Seed="4294967295"`;
  expect(readXmp(xmp(description, attributes))).toEqual(expected);
  const elements =
    "<b:Seed>4294967295</b:Seed><b:Model>m&amp;m</b:Model><b:AspectRatio> 1:1 </b:AspectRatio>";
  expect(readXmp(xmp(`${elements}${description}`))).toEqual(expected);
});

test.each(["4294967296", "-1", "1e9", "0x2a", "", "12345678901"])(
  "Z12: a seed that is none of ours, %j, is not read, and the rest is",
  (seed) => {
    const read = readXmp(xmp(description, `b:Model="m" b:Seed="${seed}"`));
    expect(read).toMatchObject({ model: "m", seed: null });
  },
);

test.each([
  ["a photographer's", `<x xmlns:dc="${xmpNames.dc}"><dc:description>a fox</dc:description></x>`],
  ["one without a prompt", xmp("", `b:Model="m"`)],
  ["one whose prompt is blank", xmp("<d:description> \n </d:description>")],
  ["one that never ends", xmp("<d:description><rdf:Alt><rdf:li>a fox")],
  ["a very long one", xmp(`${description}${" ".repeat(300_000)}`)],
])("Z12: other XMP says nothing: %s", (_what, text) => {
  expect(readXmp(text)).toBeNull();
});

test("Z12: what XMP declares is not followed", () => {
  const entities = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>`;
  const text = `${entities}${xmp("<d:description>&b; &c; &#xD800;&#0;&#x110000;</d:description>")}`;
  expect(readXmp(text)?.prompt).toBe("&b; &c; \uFFFD\uFFFD\uFFFD");
});

const good = chunk("tEXt", `parameters\0${webui}`);
test.each<[string, Buffer]>([
  ["a chunk of four gigabytes", png(chunk("tEXt", "x", 0xffff_ffff), good)],
  ["a chunk that ends behind the file", png(chunk("tEXt", `parameters\0${webui}`, 100_000))],
  ["a text without an end of its keyword", png(chunk("tEXt", "parameters"))],
  ["a packed text", png(chunk("iTXt", `parameters\0\x01\0\0\0${webui}`))],
  ["a text whose language never ends", png(chunk("iTXt", `parameters\0\0\0de`))],
  ["what stands behind the end", png(chunk("IEND", ""), good)],
  ["what stands behind the first megabyte", png(chunk("eXIf", Buffer.alloc(lookedAtBytes)), good)],
  ["a signature alone", signature],
  ["half of a signature", signature.subarray(0, 4)],
  ["nothing", Buffer.alloc(0)],
  [
    "a segment of no length",
    jpeg(segment(0xe1, "", 0), segment(0xe1, `${xmpSegment}${xmp(description)}`)),
  ],
  [
    "a segment that ends behind the file",
    jpeg(segment(0xe1, `${xmpSegment}${xmp(description)}`, 0xffff)),
  ],
  ["a segment that is cut in its name", jpeg(segment(0xe1, xmpSegment.slice(0, 9)))],
  [
    "what stands behind the scan",
    jpeg(segment(0xda, ""), segment(0xe1, `${xmpSegment}${xmp(description)}`)),
  ],
  ["endless fill", jpeg(Buffer.alloc(lookedAtBytes, 0xff))],
  ["a million empty chunks", png(...Array.from({ length: 80_000 }, () => chunk("tEXt", "")))],
])("Z12: %s says nothing, and breaks nothing", (_what, bytes) => {
  expect(readPictureMetadata(bytes)).toBeNull();
  expect(withoutMetadata(bytes)).toBeNull();
});

test("Z12: fill before a marker, other segments and chunks in front are passed over", () => {
  const told = segment(0xe1, `${xmpSegment}${xmp(description)}`);
  const filled = Buffer.concat([Buffer.from([0xff, 0xff]), told]);
  expect(
    readPictureMetadata(jpeg(segment(0xe0, "JFIF\0"), segment(0xe1, "Exif\0\0"), filled))?.prompt,
  ).toBe("a <fox> 🦊!");
  expect(
    readPictureMetadata(png(chunk("gAMA", "1234"), chunk("tEXt", "Comment\0hello"), good)),
  ).toEqual(found);
});

test("Z12: whatever the bytes are, reading them ends soon and breaks nothing", () => {
  const start = fc.constantFrom(
    signature,
    Buffer.concat([signature, header]),
    Buffer.from([0xff, 0xd8, 0xff, 0xe1]),
  );
  fc.assert(
    fc.property(
      start,
      fc.array(
        fc.oneof(
          fc.uint8Array({ maxLength: 60 }),
          fc.constantFrom(good, signature, Buffer.from(xmpSegment), Buffer.from(xmp(description))),
        ),
      ),
      (head, rest) => {
        const bytes = Buffer.concat([head, ...rest]);
        readPictureMetadata(bytes);
        withoutMetadata(bytes);
      },
    ),
    { numRuns: 2000 },
  );
  // Nothing in it is searched more than a few times over. Its own time counts, not what others have of the processor.
  const before = process.cpuUsage();
  for (const sign of [
    "<",
    "&",
    "a:",
    '"',
    "\\",
    ",",
    "b:Model ",
    "xmlns:d",
    "\n",
    "<d:description",
  ])
    for (const text of [
      sign.repeat(190_000 / sign.length),
      xmp(sign.repeat(150_000 / sign.length)),
    ]) {
      readXmp(text);
      readParameters(`a fox\n${text}`);
      readParameters(text);
    }
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(2000);
});
