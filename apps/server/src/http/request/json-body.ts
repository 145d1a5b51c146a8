import express, { type RequestHandler } from "express";

/** Reads a JSON body up to a limit into `request.body`; other bodies are left alone. */
export function jsonBody(mostBytes: number): RequestHandler {
  return express.json({ limit: Math.floor(mostBytes) });
}

/** Enough for a body that names a thousand results. */
export const manyIdsBytes = 60_000;
/** Enough for a body that rates a thousand pictures, so that whoever names too many is told how many may be. */
export const manyRatingsBytes = 150_000;
/** Enough for a body that holds a key and some settings. */
export const smallBodyBytes = 20_000;
