import type { Execution } from "@bunch/contracts/execution";
import { until } from "../../../../tools/testing/until.ts";

type Answer = { status: number; body: unknown };

/** Calls a server, wherever it is just now, and keeps all that it answered, headers included, by what was asked. */
export function recordingCaller(urlOf: () => string) {
  const answers: { asked: string; answer: string }[] = [];

  async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`${urlOf()}${path}`, { redirect: "manual", ...init });
    const bytes = Buffer.from(await response.arrayBuffer());
    const headers = JSON.stringify([...response.headers]);
    answers.push({
      asked: `${init.method ?? "GET"} ${path}`,
      answer: `${response.status} ${headers} ${bytes.toString("latin1")}`,
    });
    const isJson = response.headers.get("content-type")?.includes("json");
    return { status: response.status, body: isJson ? JSON.parse(bytes.toString()) : null };
  }

  /** A body that is text is sent as it is, anything else as JSON. */
  function post(path: string, body: unknown, headers: Record<string, string> = {}) {
    return ask(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  /** Starts a batch and gives its id; throws when it is refused. */
  async function execute(fields: Record<string, unknown>, headers?: Record<string, string>) {
    const { status, body } = await post("/api/nano-banana/execute", fields, headers);
    if (status !== 202) throw new Error(`The batch was refused: ${JSON.stringify(body)}`);
    return (body as { data: { execution_id: string } }).data.execution_id;
  }

  async function executionOf(id: string): Promise<Execution> {
    return ((await ask(`/api/executions/${id}`)).body as { data: Execution }).data;
  }

  /** Waits until a batch has ended, or is paused with nothing under way. */
  async function settled(id: string): Promise<Execution> {
    let execution = await executionOf(id);
    await until(
      `batch ${id} has ended or waits for somebody`,
      async () => {
        execution = await executionOf(id);
        const { processing, pending } = execution.stats;
        return processing === 0 && (execution.status === "paused" || pending === 0);
      },
      { give: () => JSON.stringify(execution) },
    );
    return execution;
  }

  return { answers, ask, post, execute, executionOf, settled };
}
