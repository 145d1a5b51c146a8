import { get } from "node:http";
import { fileURLToPath } from "node:url";
import { openArchive } from "@bunch/contracts/open-archive";
import type { Bench } from "../bench-of.ts";
import { startProcess } from "../contestants/start-process.ts";
import { median } from "../measuring/median.ts";
import { usageOf } from "../measuring/process-usage.ts";
import { table } from "../measuring/table.ts";
import { readFlags } from "../read-flags.ts";
import { openManyPictures } from "./many-pictures.ts";

const help = `npm run bench -- zip [--gigabytes 5] [--rounds 3]
  the ZIP of pictures of 2 MB each, by Bunch and by archiver, from the same files over the same connection
  [--gigabytes N]   how large it is in all; beyond 4 it is ZIP64
  [--rounds N]      how often each is downloaded, in turns
  [--quick]         1 GB, once: does it run, no figures
  [--check]         end with 1 where a limit is missed`;

const pictureBytes = 2_000_000;
const limits = { ofArchiver: 1, grewMb: 100 };

type Download = { bytes: number; told: number | null; ms: number; firstByteMs: number };

/** Whether a ZIP with a known length that can be resumed is as fast as one without. */
export const zip: Bench = {
  says: "a ZIP of 5 GB: time and memory, beside archiver",
  help,
  run: async (args) => {
    const flags = readFlags(args, { gigabytes: 5, rounds: 3, quick: false });
    const count = Math.ceil(((flags.quick ? 1 : flags.gigabytes) * 1e9) / pictureBytes);
    const filled = await openManyPictures({ count, pictureBytes });
    const { bunch, executionId, folder, names } = filled;
    const script = fileURLToPath(new URL("archiver-server.ts", import.meta.url));
    const archiver = startProcess(script, [folder, names.join(","), String(count)]);
    try {
      const port = (await archiver.hears("listens on")).split(" ").at(-1);
      const { url } = await openArchive(bunch.client, executionId);
      const before = usageOf(bunch.pid)?.pssBytes ?? 0;
      const [ours, theirs]: [Download[], Download[]] = [[], []];
      for (let round = 0; round < (flags.quick ? 1 : flags.rounds); round += 1) {
        ours.push(await download(url));
        theirs.push(await download(`http://127.0.0.1:${port}/`));
      }
      const grewMb = ((usageOf(bunch.pid)?.peakRssBytes ?? 0) - before) / 1e6;
      const theirMb = (usageOf(archiver.pid)?.peakRssBytes ?? 0) / 1e6;
      return tell({ ours, theirs, grewMb, theirMb, count });
    } finally {
      await archiver.stop();
      await filled.close();
    }
  },
};

function download(url: string): Promise<Download> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      const firstByteMs = performance.now() - startedMs;
      const told = response.headers["content-length"];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => (bytes += chunk.byteLength));
      response.once("error", reject);
      response.once("end", () =>
        resolve({
          bytes,
          told: told === undefined ? null : Number(told),
          ms: performance.now() - startedMs,
          firstByteMs,
        }),
      );
    }).once("error", reject);
  });
}

function tell(measured: {
  ours: Download[];
  theirs: Download[];
  grewMb: number;
  theirMb: number;
  count: number;
}): string[] {
  const { ours, theirs, grewMb, theirMb, count } = measured;
  const perSecond = (downloads: Download[]) =>
    median(downloads.map(({ bytes, ms }) => bytes / 1e6 / (ms / 1000)));
  const row = (name: string, downloads: Download[], memory: string) => [
    name,
    `${((downloads[0]?.bytes ?? 0) / 1e9).toFixed(2)} GB`,
    downloads[0]?.told === null ? "no" : "yes",
    `${median(downloads.map(({ firstByteMs }) => firstByteMs)).toFixed(0)} ms`,
    `${perSecond(downloads).toFixed(0)} MB/s`,
    memory,
  ];
  const ratio = perSecond(ours) / perSecond(theirs);
  console.log(
    table([
      [`${count} pictures`, "length", "told before", "first byte", "speed", "memory"],
      row("Bunch", ours, `grew ${grewMb.toFixed(0)} MB`),
      row("archiver", theirs, `peak ${theirMb.toFixed(0)} MB`),
    ]),
  );
  console.log(`\nBunch / archiver: ${ratio.toFixed(2)} times as fast`);
  return [
    ...(ours.every(({ bytes, told }) => bytes === told)
      ? []
      : ["Another length came than was told."]),
    ...(ratio >= limits.ofArchiver
      ? []
      : [`It is ${ratio.toFixed(2)} times as fast as archiver, ${limits.ofArchiver} is wanted.`]),
    ...(grewMb < limits.grewMb
      ? []
      : [`The server grew by ${grewMb.toFixed(0)} MB, less than ${limits.grewMb} is wanted.`]),
  ];
}
