import { timestamp } from "../clock.ts";
import type { Provider } from "../provider.ts";
import type { StoredFile } from "./file-store.ts";

/** A file as the provider tells of it; its addresses are the emulator's, so that none leads to Google. */
export function describedFile(provider: Provider, file: StoredFile): Record<string, unknown> {
  const { files, url } = provider;
  return {
    name: `files/${file.id}`,
    ...(file.displayName !== null && { displayName: file.displayName }),
    mimeType: file.mimeType,
    sizeBytes: String(file.sizeBytes),
    createTime: timestamp(file.createdMs),
    updateTime: timestamp(file.createdMs),
    expirationTime: timestamp(files.expiresMs(file)),
    // Google's is the base64 of the hexadecimal words, not of the hash.
    sha256Hash: Buffer.from(file.sha256).toString("base64"),
    uri: `${url}/v1beta/files/${file.id}`,
    ...(file.source === "GENERATED" && {
      downloadUri: `${url}/v1beta/files/${file.id}:download?alt=media`,
    }),
    state: files.stateOf(file),
    source: file.source,
  };
}
