/** What the bytes of a picture are, whatever anybody said they were. Width and height in pixels. */
export type PictureFacts = {
  mimeType: "image/png" | "image/jpeg" | "image/webp";
  extension: "png" | "jpg" | "webp";
  width: number;
  height: number;
};

/** Recognises a picture by its bytes and proves it by decoding it. */
export type PictureInspector = {
  /** `not_a_picture`: other bytes than PNG, JPEG or WebP; `unreadable`: such a picture, but broken or a bomb. */
  inspect(bytes: Uint8Array): Promise<PictureFacts | "not_a_picture" | "unreadable">;
};
