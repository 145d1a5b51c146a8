import { expect, test } from "vitest";
import { type FailureKind, readFailure } from "./storage-failure.ts";

const about = { bucket: "workflow-results" };
const inJson = (statusCode: string, error: string, message: string, code?: string) =>
  JSON.stringify({ statusCode, error, message, ...(code && { code }) });

const answers: [kind: FailureKind, mayPass: boolean, httpStatus: number, text: string][] = [
  ["missing", false, 400, inJson("404", "not_found", "Object not found", "NoSuchKey")],
  ["missing", false, 400, inJson("404", "not_found", "Object not found")],
  ["missing", false, 404, "Object not found"],
  ["no_bucket", false, 400, inJson("404", "Bucket not found", "Bucket not found", "NoSuchBucket")],
  ["no_bucket", false, 400, inJson("404", "Bucket not found", "Bucket not found")],
  ["no_bucket", false, 404, "Bucket not found"],
  ["refused", false, 404, '{"message":"no Route matched with those values"}'],
  ["refused", false, 404, "<html><title>404</title></html>"],
  ["exists", false, 400, inJson("409", "Duplicate", "The resource already exists")],
  ["exists", false, 400, inJson("409", "Duplicate", "…", "KeyAlreadyExists")],
  ["exists", false, 409, "The resource already exists"],
  ["busy", true, 409, "Upload-Offset conflict\n"],
  ["busy", true, 400, inJson("409", "TransactionError", "deadlock", "TransactionError")],
  ["type_refused", false, 400, inJson("415", "invalid_mime_type", "mime type x is not supported")],
  ["type_refused", false, 400, inJson("422", "invalid_mime_type", "mime type not supported")],
  ["type_refused", false, 415, "mime type image/bmp is not supported"],
  ["too_large", false, 400, inJson("413", "Payload too large", "The object exceeded …")],
  ["too_large", false, 413, "Maximum size exceeded\n"],
  ["too_large", false, 413, "<html>413 Request Entity Too Large</html>"],
  ["key", false, 400, inJson("403", "Unauthorized", "new row violates row-level security policy")],
  ["key", false, 400, inJson("403", "Unauthorized", "Invalid Compact JWS", "AccessDenied")],
  ["key", false, 400, inJson("400", "InvalidJWT", "jwt expired", "InvalidJWT")],
  ["key", false, 401, '{"message":"Invalid API key"}'],
  [
    "key",
    false,
    400,
    inJson("400", "Error", "headers must have required property 'authorization'"),
  ],
  ["busy", true, 400, inJson("503", "acquiring_lock_timeout", "acquiring lock timeout")],
  ["busy", true, 544, inJson("544", "DatabaseTimeout", "The connection … timed out")],
  ["busy", true, 429, inJson("429", "too_many_connections", "Too many connections", "SlowDown")],
  ["busy", true, 400, inJson("423", "ResourceLocked", "The resource is locked")],
  ["busy", true, 423, "The resource is locked"],
  ["busy", true, 500, inJson("500", "Internal", "Internal Server Error")],
  ["busy", true, 502, "<html>Bad gateway</html>"],
  ["busy", true, 503, ""],
  ["refused", false, 400, inJson("400", "InvalidKey", "Invalid key: é", "InvalidKey")],
  ["refused", false, 400, "[]"],
];

test.each(answers)("O4: is %s, may pass: %s (HTTP %i, %s)", (kind, mayPass, httpStatus, text) => {
  const failure = readFailure({ httpStatus, text }, about);
  expect(failure.kind).toBe(kind);
  expect(failure.mayPass).toBe(mayPass);
  expect(failure.message).toMatch(/^[A-Z].*[.]$/);
});

test("O4: the code that is told is the one that the server means, and its words stay short", () => {
  const json = inJson("403", "Unauthorized", "no\n\n way");
  const failure = readFailure({ httpStatus: 400, text: json }, about);
  expect(failure.status).toBe(403);
  expect(failure.message).toContain("(403: no way)");
  const flood = readFailure({ httpStatus: 500, text: "x".repeat(100_000) }, about);
  expect(flood.message.length).toBeLessThan(500);
  expect(readFailure({ httpStatus: 503, text: "" }, about).message).toContain("no reason given");
});
