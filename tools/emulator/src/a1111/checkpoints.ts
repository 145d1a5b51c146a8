import { createHash } from "node:crypto";
import type { EmulatorOptions } from "../emulator-options.ts";

/** A model file that the web UI has found in its folder. */
export interface Checkpoint {
  /** The file's name without its ending. */
  name: string;
  file: string;
  sha256: string;
}

const installed: readonly Checkpoint[] = [
  {
    name: "v1-5-pruned-emaonly",
    file: "v1-5-pruned-emaonly.safetensors",
    sha256: "6ce0161689b3853acaa03779ec93eafe75a02f4ced659bee03f50797806fa2fa",
  },
  {
    name: "sd_xl_base_1.0",
    file: "sd_xl_base_1.0.safetensors",
    sha256: "31e35c80fc4829d14f90153f4c74cd59c90b779f6afe05a74cd6120b893f7e5b",
  },
];

/** The checkpoints in the folder, the loaded one first: `liveModels` where that is set. */
export function checkpointsOf({ liveModels }: EmulatorOptions): readonly Checkpoint[] {
  return liveModels?.map((name) => madeUp(name)) ?? installed;
}

/** How the web UI's lists call it, as in "name.safetensors [6ce0161689]". */
export function titleOf(checkpoint: Checkpoint): string {
  return `${checkpoint.file} [${shortHashOf(checkpoint)}]`;
}

/** The ten characters by which a checkpoint is told in infotexts. */
export function shortHashOf({ sha256 }: Checkpoint): string {
  return sha256.slice(0, 10);
}

/** Finds one by any of the names it goes by: its file with or without the ending, with or without the hash, or the hash. */
export function checkpointNamed(
  name: string,
  checkpoints: readonly Checkpoint[],
): Checkpoint | undefined {
  return checkpoints.find((one) => {
    const hash = shortHashOf(one);
    const names = [one.name, one.file, hash, one.sha256, titleOf(one), `${one.name} [${hash}]`];
    return names.includes(name);
  });
}

function madeUp(given: string): Checkpoint {
  const name = given.replace(/\.(?:safetensors|ckpt)$/u, "");
  return {
    name,
    file: name === given ? `${name}.safetensors` : given,
    sha256: createHash("sha256").update(name).digest("hex"),
  };
}
