/** Where pictures lie for good; it can be out. */
export class PictureStore {
  isOut = false;
  readonly kept = new Map<string, string>();

  put(path: string, bytes: Uint8Array): void {
    if (this.isOut) throw new Error("The store is out.");
    this.kept.set(path, bytes.join(","));
  }
}
