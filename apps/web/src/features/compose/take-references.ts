export type Taken = { files: File[]; problem: "wrong_kind" | "too_large" | "too_many" | null };

const kinds = new Set(["image/png", "image/jpeg", "image/webp"]);

/** Sorts chosen files: which become references, and the first reason why another does not. */
export function takeReferences(input: {
  files: File[];
  room: number;
  maxMegabytes: number;
}): Taken {
  const maxBytes = input.maxMegabytes * 1024 * 1024;
  const right = input.files.filter((file) => kinds.has(file.type));
  const light = right.filter((file) => file.size <= maxBytes);
  const room = Math.max(0, input.room);
  const problem =
    right.length < input.files.length
      ? "wrong_kind"
      : light.length < right.length
        ? "too_large"
        : light.length > room
          ? "too_many"
          : null;
  return { files: light.slice(0, room), problem };
}
