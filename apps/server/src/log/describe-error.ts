const deepestCause = 6;

/** An error as a log line holds it: kind, words, code, stack and the chain of its causes; nothing else of it, as drivers hang requests and settings onto errors. */
export function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return depth === 0 ? error : String(error);
  const code = "code" in error ? error.code : undefined;
  const inner = error instanceof AggregateError ? error.errors.slice(0, 5) : [];
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    stack: error.stack,
    ...(error.cause !== undefined && depth < deepestCause
      ? { cause: describeError(error.cause, depth + 1) }
      : {}),
    ...(inner.length > 0 && depth < deepestCause
      ? { errors: inner.map((one) => describeError(one, depth + 1)) }
      : {}),
  };
}
