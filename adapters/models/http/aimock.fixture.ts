import { LLMock } from "@copilotkit/aimock";
import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { ImageModel } from "@bunch/core/ports/image-model";
import sharp from "sharp";
import { createRecordingSink, noTicket } from "./recording-sink.fixture.ts";

/** Somebody else's reading of a vendor's interface, and our adapter at it: what our emulator and our adapter get wrong alike shows there. */
export async function openAimock(input: {
  entry: CatalogueEntry | undefined;
  apiKey: string;
  create: (baseUrl: string) => ImageModel;
}) {
  const { entry, apiKey } = input;
  if (!entry) throw new Error("There is no such model.");
  const mock = new LLMock({ port: 0, host: "127.0.0.1", strict: true });
  const model = input.create(await mock.start());
  const png = await sharp({ create: { width: 9, height: 6, channels: 3, background: "#3a7" } })
    .png()
    .toBuffer();
  return {
    mock,
    png,
    /** Makes one call and reads its answer. */
    draw: async (prompt: string, references = 0) => {
      const { sink, seen, body } = createRecordingSink();
      const end = await model.call({
        request: {
          entry,
          prompt,
          variation: 0,
          seed: null,
          aspectRatio: "3:2",
          imageSize: "1K",
          references: Array.from({ length: references }, () => ({
            bytes: png,
            mimeType: "image/png",
          })),
          apiKey,
          deadlineMs: 5000,
        },
        keepTicket: noTicket,
        sink,
        signal: new AbortController().signal,
      });
      const answer = { status: seen.status, body: body(), whole: seen.state === "finished" };
      const reading = model.read({
        answer,
        entry,
        imageSize: "1K",
        references,
        nowMs: Date.now(),
      });
      return { end, reading };
    },
  };
}
