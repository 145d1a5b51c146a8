import { createHash } from "node:crypto";
import type { Result } from "@bunch/contracts/result";
import { expect } from "vitest";
import type { Seen } from "./start-emulated.ts";

/** I2: the result is completed with the last picture of its last call, bit for bit. */
export async function expectPicture(result: Result | undefined, calls: Seen["calls"]) {
  expect(result).toMatchObject({ status: "completed", error_code: null, error_message: null });
  const answer = await fetch(result?.result_url ?? "");
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const mine = calls.filter((call) => call.prompt === result?.prompt_text);
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(mine.at(-1)?.imageSha256.at(-1));
}
