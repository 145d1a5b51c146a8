import { parsedJson } from "../queued/parsed-json.ts";
import type { Look } from "../queued/queued-vendor.ts";
import { taskIn } from "./task.ts";

/** What an answer about a task says: its own word for how far it is counts before the HTTP status. */
export function bflLook(answer: { status: number; text: string }): Look {
  const task = taskIn(answer.text);
  switch (task?.status) {
    case "Ready":
      return task.sample === null ? { is: "over" } : { is: "drawn", picture: task.sample };
    case "Request Moderated":
    case "Content Moderated":
    case "Error":
    case "Failed":
      return { is: "over" };
    case "Task not found":
      return { is: "unknown" };
    case undefined:
      return answer.status === 404 && parsedJson(answer.text) !== undefined
        ? { is: "unknown" }
        : { is: "waiting" };
    default:
      // Pending, Reasoning, Generating, and whatever word comes next.
      return { is: "waiting" };
  }
}
