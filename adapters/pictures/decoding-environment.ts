/** What a program needs to start at all; no key or address of ours goes into a process that decodes what strangers sent. */
const environmentNames = ["PATH", "LD_LIBRARY_PATH", "SystemRoot", "TMPDIR", "TEMP", "TMP"];

/** The whole environment of a process that decodes pictures, one at a time. */
export function decodingEnvironment(): Record<string, string> {
  const inherited = environmentNames.flatMap((name) => {
    const value = process.env[name];
    return value ? [[name, value] as const] : [];
  });
  return {
    ...Object.fromEntries(inherited),
    // One picture at a time needs one thread, and one heap that can be given back.
    UV_THREADPOOL_SIZE: "2",
    VIPS_CONCURRENCY: "1",
    MALLOC_ARENA_MAX: "1",
  };
}

/** Options of Node's own for such a process: its heap is small, as pictures lie outside of it. */
export const decodingNodeOptions = [
  "--max-old-space-size=64",
  "--disable-warning=ExperimentalWarning",
];
