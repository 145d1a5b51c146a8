/** What the bytes of a picture are, whatever anybody said they were. Width and height in pixels. */
export type PictureFacts = {
  mimeType: "image/png" | "image/jpeg" | "image/webp";
  extension: "png" | "jpg" | "webp";
  width: number;
  height: number;
};

/** `not_a_picture`: other bytes than PNG, JPEG or WebP; `unreadable`: such a picture, but broken, a bomb, or one that breaks its decoder. */
export type Inspected = PictureFacts | "not_a_picture" | "unreadable";

/** Recognises a picture by its bytes and proves it by decoding it, where a decoder that breaks takes nobody along. */
export type PictureInspector = {
  /** Told that a picture will come within minutes, so that it need not wait until everything has started. */
  expect(): void;
  /** Rejects with InspectorUnavailable when nothing can be looked at just now, and when the signal aborts. */
  inspect(input: { bytes: Uint8Array; signal: AbortSignal }): Promise<Inspected>;
};

/** No picture's fault: what looks at them does not even start, so the same picture is to be tried again later. */
export class InspectorUnavailable extends Error {
  constructor(cause: unknown) {
    super("What looks at pictures does not start.", { cause });
    this.name = "InspectorUnavailable";
  }
}
