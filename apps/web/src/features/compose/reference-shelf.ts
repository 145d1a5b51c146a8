export type KeptReference = { id: string; name: string; blob: Blob };

const database = "bunch";
const shelf = "draft";
const recordOf = (person: string | null) =>
  person === null ? "references" : `references-${person}`;

/** Reads the reference pictures of the draft; where the browser keeps nothing, there are none. */
export async function readKept(person: string | null): Promise<KeptReference[]> {
  try {
    const found = await withShelf("readonly", (store) => store.get(recordOf(person)));
    return Array.isArray(found) ? (found as KeptReference[]) : [];
  } catch {
    return [];
  }
}

/** Keeps the reference pictures of the draft, in their order. */
export async function writeKept(person: string | null, references: KeptReference[]): Promise<void> {
  try {
    await withShelf("readwrite", (store) => store.put(references, recordOf(person)));
  } catch {
    // Full or shut off: the pictures live as long as the page.
  }
}

function withShelf(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(database, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(shelf);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const open = opening.result;
      const request = ask(open.transaction(shelf, mode).objectStore(shelf));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
      request.transaction?.addEventListener("complete", () => open.close());
    };
  });
}
