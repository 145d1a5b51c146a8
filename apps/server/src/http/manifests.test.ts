import { Failure } from "@bunch/contracts/envelope";
import { Manifest } from "@bunch/contracts/manifest";
import { pathOf } from "@bunch/contracts/routes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ withWorker: true });
});
afterAll(() => server?.close());

const manifest = (extension: "csv" | "json", id: string, init?: RequestInit) =>
  server.call(pathOf(extension === "csv" ? "manifestCsv" : "manifestJson", id), init);

/** Reads a CSV as RFC 4180 has it. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g,
  )) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "\r\n") rows.push([]);
    if (end === "") break;
  }
  return rows.slice(0, -1);
}

test("X15: the CSV opens in a spreadsheet: byte order mark, CRLF, columns, names as the pictures have them, no formula", async () => {
  const prompts = [
    "a red fox",
    '=HYPERLINK("http://evil","x")',
    'two\nlines, "quoted"',
    "@sum [[prohibited_content]]",
  ];
  const { execution_id: id } = await server.execute({ prompts, variations: 2, name: "Été: n°1/2" });
  await server.ended(id);
  const response = await manifest("csv", id);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  const disposition = response.headers.get("content-disposition");
  expect(disposition).toMatch(/^attachment; filename="/);
  expect(disposition).toContain(`filename*=UTF-8''${encodeURIComponent("Été n°1 2.csv")}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  const [header, ...lines] = cellsOf(bytes.toString("utf8").slice(1));
  expect(header).toEqual(
    "number,variation,file_name,prompt,status,model,aspect_ratio,image_size,width,height,mime_type,cost,possible_cost,attempts,processing_time_ms,error_code,error_message,warnings,url,thumbnail_url,rating,rejected".split(
      ",",
    ),
  );
  expect(lines).toHaveLength(8);
  const rows = lines.map((line) => Object.fromEntries(line.map((cell, n) => [header![n]!, cell])));
  expect(rows[0]).toMatchObject({
    number: "1",
    variation: "1",
    file_name: "1a-a-red-fox.png",
    prompt: "a red fox",
    status: "completed",
    model: "gemini-nano-banana-2.1",
    aspect_ratio: "1:1",
    mime_type: "image/png",
    attempts: "1",
    error_code: "",
  });
  expect(rows[0]!["url"]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/files\//);
  expect(Number(rows[0]!["cost"])).toBeGreaterThan(0);
  expect(rows[1]).toMatchObject({ number: "1", variation: "2", file_name: "1b-a-red-fox.png" });
  expect(rows[2]!["prompt"]).toBe(`'${prompts[1]}`);
  expect(rows[4]!["prompt"]).toBe(prompts[2]);
  expect(rows[6]).toMatchObject({
    prompt: `'${prompts[3]}`,
    status: "failed",
    file_name: "",
    url: "",
    error_code: "refused",
  });
  for (const line of lines) for (const cell of line) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
});

test("X15: the JSON is one document of the contract's shape, over several pages too, and says what the API says", async () => {
  const prompts = Array.from({ length: 60 }, (_, n) => `picture ${n}`);
  const { execution_id: id } = await server.execute({
    prompts,
    model: "simulator",
    image_size: "64",
  });
  const body: unknown = await (await manifest("json", id)).json();
  const told = Manifest.parse(body);
  expect(told.execution.id).toBe(id);
  expect(told.results.map((result) => result.prompt_text)).toEqual(prompts);
  await server.ended(id);
  await server.copiesMade();
  const after = Manifest.parse(await (await manifest("json", id)).json());
  const results = (await (await server.call(pathOf("listResults", id))).json()) as {
    data: object[];
  };
  expect(after.results).toEqual(
    results.data.map((result, n) => ({
      ...result,
      file_name: `${String(n + 1).padStart(2, "0")}-picture-${n}.png`,
    })),
  );
  const response = await manifest("json", id, { method: "HEAD" });
  expect(response.headers.get("content-disposition")).toBe(`attachment; filename=bunch-${id}.json`);
  expect(await response.text()).toBe("");
  await server.call(pathOf("remove", id), { method: "DELETE" });
});

test("X9: an unknown batch is unknown here too", async () => {
  for (const extension of ["csv", "json"] as const)
    for (const id of ["44444444-4444-4444-8444-444444444444", "none"]) {
      const response = await manifest(extension, id);
      expect(response.status).toBe(404);
      expect(response.headers.get("content-disposition")).toBeNull();
      expect(Failure.parse(await response.json()).error.code).toBe("not_found");
    }
});

test("X15: ten thousand results go out in the order of the batch, a page at a time", async () => {
  const { execution_id: id } = await server.execute({
    prompts_text: "x",
    model: "simulator",
    image_size: "64",
  });
  await server.ended(id);
  await server.owner.query(
    `insert into workflow_batch_results (id, execution_id, user_id, batch_index, variation, prompt_text, status, completed_at, error_code)
     select gen_random_uuid(), $1, user_id, n, 0, 'prompt ' || n, 'failed', now(), 'refused'
     from workflow_executions, generate_series(1, 10000) n where id = $1`,
    [id],
  );
  const lines = cellsOf((await (await manifest("csv", id)).text()).slice(1));
  expect(lines).toHaveLength(10_002);
  expect(lines.slice(1).map((line) => Number(line[0]))).toEqual(
    Array.from({ length: 10_001 }, (_, n) => n + 1),
  );
  expect(Manifest.parse(await (await manifest("json", id)).json()).results).toHaveLength(10_001);
});
