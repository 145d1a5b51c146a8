import { isRecord, listOf, recordOf } from "../http/json-shape.ts";
import { parsedJson } from "../queued/parsed-json.ts";

/** What became of a workflow, as the server's history tells it. */
type HistoryEntry = {
  /** Where the picture is fetched; null where none was saved. */
  picture: string | null;
  failed: boolean;
  /** What ended it, by the server's name for it. */
  messages: readonly { event: string; data: Readonly<Record<string, unknown>> }[];
};

/** The entry of a ticket in the history; null where there is none yet. */
export function historyEntryIn(text: string, ticket: string | null): HistoryEntry | null {
  const entry = ticket === null ? null : recordOf(parsedJson(text))[ticket];
  if (!isRecord(entry)) return null;
  const status = recordOf(entry["status"]);
  const messages = listOf(status["messages"]).map((message) => {
    const [event, data] = listOf(message);
    return { event: typeof event === "string" ? event : "", data: recordOf(data) };
  });
  return {
    picture: pictureIn(recordOf(entry["outputs"])),
    failed: status["status_str"] === "error",
    messages,
  };
}

/** The address of the first picture that was saved; where none was, of the first that was only shown. */
function pictureIn(outputs: Readonly<Record<string, unknown>>): string | null {
  const files = Object.values(outputs)
    .flatMap((output) => listOf(recordOf(output)["images"]))
    .map(recordOf)
    .flatMap(({ filename, subfolder, type }) =>
      typeof filename === "string" && /\.(?:png|jpe?g|webp|avif|gif)$/iu.test(filename)
        ? [{ filename, subfolder: typeof subfolder === "string" ? subfolder : "", type }]
        : [],
    );
  for (const type of ["output", "temp"]) {
    const file = files.find((one) => one.type === type);
    if (file) {
      const { filename, subfolder } = file;
      return `/view?${new URLSearchParams({ filename, subfolder, type }).toString()}`;
    }
  }
  return null;
}
