/** What the whole database knows of the fleet just now, for whoever watches: numbers, and ids only to tell workers apart. */
export type Fleet = {
  /** Workers that have joined and not left; a beat that does not change is a dead one's. */
  workers(): Promise<{ id: string; beat: number; slots: number }[]>;
  /** One number each; `model` is null where it is of no model. */
  figures(): Promise<{ figure: string; model: string | null; value: number }[]>;
};
