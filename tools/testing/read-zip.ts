import { buffer } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import yauzl from "yauzl";

/** Reads every file of a ZIP with another's reader; throws at a name that is there twice and at a wrong checksum. */
export async function readZip(bytes: Buffer): Promise<Map<string, Buffer>> {
  const options = { lazyEntries: true, strictFileNames: true };
  const zip = await yauzl.fromBufferPromise(bytes, options);
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName;
    if (files.has(name)) throw new Error(`${name} is there twice.`);
    const content = await buffer(await zip.openReadStreamPromise(entry));
    if (crc32(content) !== entry.crc32) throw new Error(`${name} has another checksum.`);
    files.set(name, content);
  }
  return files;
}
