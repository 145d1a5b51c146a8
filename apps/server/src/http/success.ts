import type { Response } from "express";
import type { z } from "zod";

/** Answers with data of the contract's shape; the schema is named so that the compiler holds the answer to it. */
export function success<Schema extends z.ZodType>(
  response: Response,
  _schema: Schema,
  status: 200 | 201 | 202,
  data: z.infer<Schema>,
): void {
  response.status(status).json({ success: true, data });
}

/** Answers with one page of a list. */
export function successPage<Schema extends z.ZodType>(
  response: Response,
  _schema: Schema,
  page: { data: z.infer<Schema>[]; next: string | null },
): void {
  response.json({ success: true, data: page.data, next_cursor: page.next });
}
