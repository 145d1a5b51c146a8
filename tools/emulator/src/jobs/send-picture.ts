import type { ServerResponse } from "node:http";
import type { Provider } from "../provider.ts";
import type { JobVendorName } from "./job.ts";
import { picturesOf } from "./job-vendor.ts";

/** Sends the picture of a job to whoever has its address, whole or, where that is wished, half of it. */
export function sendPicture(
  provider: Provider,
  asked: { vendor: JobVendorName; id: string; index: number },
  response: ServerResponse,
): void {
  provider.pictureDownloads += 1;
  const job = provider.jobs.find(asked.vendor, asked.id, null);
  const picture = picturesOf(job?.outcome ?? null)[asked.index];
  if (!picture || job?.picturesMissing) {
    response.writeHead(404, { "content-type": "text/plain" });
    response.end("Not Found");
    return;
  }
  const bytes = picture.bytes();
  response.writeHead(200, {
    "content-type": picture.mimeType,
    "content-length": String(bytes.length),
  });
  if (!provider.nextDownloadIsCut()) {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.end());
}
