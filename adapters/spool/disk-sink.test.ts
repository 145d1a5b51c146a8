import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createDiskSink } from "./disk-sink.ts";

const steps = 40;

test("F3: a piece that comes in the very moment in which a write ends is written before it is called done", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bunch-sink-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  // So many microtasks after the disk has answered: one of them is the moment.
  for (let step = 0; step < steps; step += 1) {
    const [part, answer] = [join(folder, `${step}.part`), join(folder, `${step}.answer`)];
    const file = await open(part, "wx");
    const writev = file.writev.bind(file);
    const late = Promise.withResolvers<void>();
    let isFirst = true;
    const writes = async (pieces: readonly Uint8Array[]) => {
      const done = await writev(pieces);
      if (isFirst && pieces.some((piece) => piece.byteLength === 5)) {
        isFirst = false;
        let moment = Promise.resolve();
        for (let passed = 0; passed < step; passed += 1) moment = moment.then(() => {});
        void moment.then(() => sink.write(Buffer.from("late"))).then(late.resolve, late.reject);
      }
      return done;
    };
    Object.assign(file, { writev: writes });
    const sink = createDiskSink({ file, part, answer, folder });
    await sink.begin({ status: 200 });
    await sink.write(Buffer.from("early"));
    await late.promise;
    expect((await readFile(part, "utf8")).split("\n")[1], `step ${step}`).toBe("earlylate");
    await sink.finish();
  }
});
