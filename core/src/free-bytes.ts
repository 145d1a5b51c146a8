/**
 * Frees the memory of bytes that nobody reads any more. Left to the garbage collector it counts until the next
 * collection of everything, and brings that nearer: with megabytes for each picture, collecting was half of the work.
 */
export function freeBytes(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (!(buffer instanceof ArrayBuffer) || buffer.detached) return;
  // Bytes that are a part of something larger are not theirs alone to free.
  if (bytes.byteLength === buffer.byteLength) buffer.transfer(0);
}
