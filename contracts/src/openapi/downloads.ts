import { Manifest } from "../manifest.ts";
import type { Described } from "./described-route.ts";
import { oneBatch } from "./one-batch.ts";
import { refusals } from "./refusals.ts";

const attachment = {
  "Content-Disposition": {
    description: "Names the file.",
    required: true,
    schema: { type: "string", pattern: "^attachment" },
  },
} as const;

export const downloads: Described<"manifestCsv" | "manifestJson"> = {
  manifestCsv: {
    tags: ["Downloads"],
    summary: "The table of contents as CSV",
    description:
      "One line for each result, with its prompt, its picture's file name and address, and its cost. The first line names the columns. For spreadsheets.",
    requestParams: { path: oneBatch },
    responses: {
      "200": {
        description: "The table, in UTF-8.",
        headers: attachment,
        content: { "text/csv": { schema: { type: "string" } } },
      },
      ...refusals("not_found"),
    },
  },
  manifestJson: {
    tags: ["Downloads"],
    summary: "The table of contents as JSON",
    description: "The whole batch in one document, without an envelope around it. For programs.",
    requestParams: { path: oneBatch },
    responses: {
      "200": {
        description: "The batch and each of its results.",
        headers: attachment,
        content: { "application/json": { schema: Manifest } },
      },
      ...refusals("not_found"),
    },
  },
};
