/** Does the same with each of many, a few at a time; the first failure ends it. */
export async function severalAtOnce<Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<void>,
  atOnce = 8,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  let isBroken = false;
  const hand = async () => {
    for (let next = queue.next(); !next.done && !isBroken; next = queue.next())
      await work(next.value);
  };
  const hands = Array.from({ length: atOnce }, () =>
    hand().catch((error: unknown) => {
      isBroken = true;
      throw error;
    }),
  );
  const ends = await Promise.allSettled(hands);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
