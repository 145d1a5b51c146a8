/** One instruction of a Dockerfile, in capitals, with what follows it on its lines. */
export type Instruction = { name: string; rest: string };
/** A stage, with the name that others copy from it by; the last has none. */
export type Stage = { name: string | null; instructions: Instruction[] };

/** Reads a Dockerfile as far as ours goes: no heredocs, no escapes but the one at a line's end. */
export function readDockerfile(text: string): Stage[] {
  const lines = text
    .split("\n")
    .filter((line) => !line.trimStart().startsWith("#"))
    .join("\n")
    .replace(/\\\n\s*/g, "");
  const stages: Stage[] = [];
  for (const line of lines.split("\n").filter((one) => one.trim() !== "")) {
    const [, name = "", rest = ""] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === "") throw new Error(`This is no instruction: ${line}`);
    if (name === "FROM")
      stages.push({ name: / AS (\w+)$/.exec(rest)?.[1] ?? null, instructions: [] });
    else if (stages.length > 0) stages.at(-1)?.instructions.push({ name, rest });
    else if (name !== "ARG") throw new Error(`${name} stands before the first FROM.`);
  }
  return stages;
}

/** `NAME=value` pairs of an ENV instruction. */
export function readPairs(rest: string): Record<string, string> {
  return Object.fromEntries(
    rest.split(/\s+/).flatMap((pair) => {
      const at = pair.indexOf("=");
      return at < 0 ? [] : [[pair.slice(0, at), pair.slice(at + 1)]];
    }),
  );
}
