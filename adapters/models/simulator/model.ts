import { setTimeout as passed } from "node:timers/promises";
import type { CallEnd, ImageModel, ImageRequest } from "@bunch/core/ports/image-model";
import type { SpoolSink } from "@bunch/core/ports/spool";
import { drawPicture } from "./draw-picture.ts";
import { seededRandom } from "./drawing/seeded-random.ts";
import { pictureAnswer, readAnswer, troubleAskedFor } from "./mapping.ts";

/** How long drawing seems to take, least and most; a request always takes the same. */
const usualThinkMs: readonly [number, number] = [700, 2200];
/** This size is for thousands of results: one picture for all, and no thinking. */
const tinySize = "64";

/** A model that draws sketches of prompts on this machine, on the same way as a real one. */
export function createSimulator(input?: { thinkMs?: readonly [number, number] }): ImageModel {
  const thinkMs = input?.thinkMs ?? usualThinkMs;
  let tiny: Promise<Uint8Array> | undefined;

  async function answerTo(
    request: ImageRequest,
    signal: AbortSignal,
  ): Promise<Iterable<Uint8Array>> {
    const thought =
      request.imageSize === tinySize ? undefined : think({ request, thinkMs, signal });
    const trouble = troubleAskedFor(request.prompt);
    const [answer] = await Promise.all([
      trouble ? [Buffer.from(JSON.stringify(trouble))] : drawn(request).then(pictureAnswer),
      thought,
    ]);
    return answer;
  }

  function drawn(request: ImageRequest): Promise<Uint8Array> {
    if (request.imageSize === tinySize) return (tiny ??= drawTiny());
    const [width, height] = pixelsOf(request);
    const { prompt, variation, seed, references } = request;
    return drawPicture({ prompt, variation, seed, width, height, references });
  }

  return {
    async call({ request, sink, signal: wish }) {
      const signal = AbortSignal.any([wish, AbortSignal.timeout(request.deadlineMs)]);
      try {
        const answer = await answerTo(request, signal);
        return await stream({ answer, sink, signal });
      } catch (error) {
        if (!signal.aborted) throw error;
        return { ended: "unanswered", message: "The simulator was not waited for." };
      } finally {
        // After a finished answer this does nothing.
        await sink.abandon();
      }
    },
    fetch: null,
    read: ({ answer }) => readAnswer(answer),
    async checkKey() {
      const message = "The simulator needs no key.";
      return { verdict: "works", message, models: ["simulator"] };
    },
  };
}

async function stream(input: {
  answer: Iterable<Uint8Array>;
  sink: SpoolSink;
  signal: AbortSignal;
}): Promise<CallEnd> {
  input.signal.throwIfAborted();
  await input.sink.begin({ status: 200 });
  for (const chunk of input.answer) {
    input.signal.throwIfAborted();
    await input.sink.write(chunk);
  }
  await input.sink.finish();
  return { ended: "answered" };
}

function think(input: {
  request: ImageRequest;
  thinkMs: readonly [number, number];
  signal: AbortSignal;
}): Promise<void> {
  const [least, most] = input.thinkMs;
  const { prompt, variation } = input.request;
  const ms = least + (most - least) * seededRandom(["think", prompt, variation])();
  return passed(ms, undefined, { signal: input.signal });
}

function drawTiny(): Promise<Uint8Array> {
  return drawPicture({ prompt: "", variation: 0, width: 64, height: 64, references: [] });
}

function pixelsOf({ entry, imageSize, aspectRatio }: ImageRequest): readonly [number, number] {
  const pixels = entry.pixels[imageSize]?.[aspectRatio];
  if (!pixels) throw new Error(`The simulator does not draw ${imageSize} in ${aspectRatio}.`);
  return pixels;
}
