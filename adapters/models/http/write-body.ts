import type { ClientRequest } from "node:http";

/** What TLS copies at a time; glued to one another, ten references of a hundred calls would be gigabytes. */
const sliceBytes = 256 * 1024;

/** Writes the body of a request and ends it, never ahead of what the connection takes: it stays where it lies until then. */
export function writeBody(request: ClientRequest, pieces: readonly Buffer[]): void {
  const slices = slicesOf(pieces);
  const goOn = () => {
    for (let next = slices.next(); !next.done; next = slices.next())
      if (!request.write(next.value)) {
        // Never rings where the connection breaks, and then nobody waits for it either.
        request.once("drain", goOn);
        return;
      }
    request.end();
  };
  goOn();
}

function* slicesOf(pieces: readonly Buffer[]): Generator<Buffer> {
  for (const piece of pieces)
    for (let at = 0; at < piece.byteLength; at += sliceBytes)
      yield piece.subarray(at, at + sliceBytes);
}
