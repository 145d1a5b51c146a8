/** Whether a checkpoint goes by this name: its file with or without folder, ending and hash, or the hash alone. */
export function isCheckpoint(called: string, checkpoint: { name: string; hash: string }): boolean {
  const wanted = bareName(called);
  const hash = checkpoint.hash.toLowerCase();
  return (
    wanted === bareName(checkpoint.name) ||
    (hash !== "" && /^[0-9a-f]{8,64}$/u.test(wanted) && sameStart(wanted, hash))
  );
}

/** "sdxl/Base_1.0.safetensors [31e35c80fc]" is "base_1.0". */
function bareName(name: string): string {
  return name
    .replace(/\s*\[[0-9a-f]+\]\s*$/iu, "")
    .replace(/^.*[/\\]/u, "")
    .replace(/\.(?:safetensors|ckpt|gguf|sft|pt|bin)$/iu, "")
    .trim()
    .toLowerCase();
}

/** A short hash is the beginning of the long one. */
function sameStart(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}
