import { createStore, type Store } from "../../store.ts";
import { newUuid } from "../../new-uuid.ts";
import { readKept, writeKept } from "./reference-shelf.ts";

export type Reference = { id: string; name: string; blob: Blob; previewUrl: string };
type References = { isRead: boolean; list: Reference[] };

export type ReferenceStore = {
  store: Store<References>;
  add: (files: File[]) => void;
  remove: (id: string) => void;
  /** Moves a reference by one place: -1 earlier, 1 later. */
  move: (id: string, by: -1 | 1) => void;
  clear: () => void;
};

/** Holds the reference pictures in their order and keeps them, bytes and all, in the browser's database, for that person alone. */
export function createReferenceStore(person: string | null): ReferenceStore {
  const store = createStore<References>({ isRead: false, list: [] });
  const dress = (kept: { id: string; name: string; blob: Blob }): Reference => ({
    ...kept,
    previewUrl: URL.createObjectURL(kept.blob),
  });
  void readKept(person).then((kept) =>
    store.set(({ list }) => ({ isRead: true, list: [...kept.map(dress), ...list] })),
  );
  const change = (to: (list: Reference[]) => Reference[]) => {
    store.set(({ isRead, list }) => ({ isRead, list: to(list) }));
    void writeKept(
      person,
      store.get().list.map(({ id, name, blob }) => ({ id, name, blob })),
    );
  };
  return {
    store,
    add: (files) =>
      change((list) => [
        ...list,
        ...files.map((file) => dress({ id: newUuid(), name: file.name, blob: file })),
      ]),
    remove: (id) =>
      change((list) => {
        const gone = list.find((reference) => reference.id === id);
        if (gone) URL.revokeObjectURL(gone.previewUrl);
        return list.filter((reference) => reference.id !== id);
      }),
    move: (id, by) =>
      change((list) => {
        const from = list.findIndex((reference) => reference.id === id);
        const to = from + by;
        if (from < 0 || to < 0 || to >= list.length) return list;
        const moved = [...list];
        moved.splice(to, 0, ...moved.splice(from, 1));
        return moved;
      }),
    clear: () =>
      change((list) => {
        for (const reference of list) URL.revokeObjectURL(reference.previewUrl);
        return [];
      }),
  };
}
