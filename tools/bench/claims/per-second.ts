/** Does every piece of work, so many at once, and tells how many a second were done. */
export async function perSecond<Work>(
  works: readonly Work[],
  atOnce: number,
  doOne: (work: Work) => Promise<void>,
): Promise<number> {
  const queue = works.values();
  const startedMs = performance.now();
  const hand = async () => {
    for (const work of queue) await doOne(work);
  };
  await Promise.all(Array.from({ length: atOnce }, hand));
  return (works.length * 1000) / (performance.now() - startedMs);
}
