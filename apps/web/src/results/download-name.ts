const extensions: Record<string, string> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
};

/** The file name of a downloaded picture: its number, then the prompt's first words. */
export function downloadName(input: {
  number: string;
  prompt: string;
  mimeType: string | null;
}): string {
  const words = input.prompt
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  const short = words.length <= 48 ? words : words.slice(0, 48).replace(/-[^-]*$/, "");
  const extension = extensions[input.mimeType ?? ""] ?? "png";
  return `${[input.number, short].filter(Boolean).join("-")}.${extension}`;
}
