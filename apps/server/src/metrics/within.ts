/** What was asked, or null when it fails or takes longer than that. */
export async function within<Value>(ms: number, asked: Promise<Value>): Promise<Value | null> {
  const tooLate = Promise.withResolvers<null>();
  const timer = setTimeout(() => tooLate.resolve(null), ms);
  const told = await Promise.race([asked.catch(() => null), tooLate.promise]);
  clearTimeout(timer);
  return told;
}

/** Asks one question at a time: what hangs is not asked again and again. */
export function oneAtATime<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let asking: Promise<Value> | null = null;
  return () => (asking ??= ask().finally(() => (asking = null)));
}
