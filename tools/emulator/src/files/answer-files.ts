import { describedFile } from "./described-file.ts";
import { fileForbidden } from "./file-reference.ts";
import { errorReply } from "../json-reply.ts";
import type { JsonReply } from "../json-reply.ts";
import { pageOf } from "../page-of.ts";
import type { Provider } from "../provider.ts";

const usualPage = 10;
const largestPage = 100;

/** Answers the list of files, and one file's description or its deletion. */
export function answerFiles(
  provider: Provider,
  project: string,
  asked: { method: "GET" | "DELETE"; id: string | null; query: URLSearchParams },
): JsonReply {
  const { files } = provider;
  if (asked.id === null) {
    const page = pageOf(files.list(project), asked.query, { usualPage, largestPage });
    return {
      status: 200,
      body: {
        ...(page.items.length > 0 && {
          files: page.items.map((file) => describedFile(provider, file)),
        }),
        ...page.next,
      },
    };
  }
  const file = files.find(project, asked.id);
  if (!file) return errorReply(fileForbidden(asked.id));
  if (asked.method === "GET") return { status: 200, body: describedFile(provider, file) };
  files.delete(file);
  return { status: 200, body: {} };
}
