import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { PictureOrigin } from "@bunch/core/metadata/picture-origin";

/** Where one of them is: on which page, and which of that page. */
export type HeldOrigin = { page: number; place: number };

/** How an archive's pictures were made, packed page by page: 10 000 long prompts would be most of what an archive takes. */
export class HeldOrigins {
  readonly #packed: Buffer[] = [];
  #page: PictureOrigin[] = [];
  #open: { page: number; origins: PictureOrigin[] } | null = null;

  /** Holds one more, on the page that is being filled. */
  hold(origin: PictureOrigin): HeldOrigin {
    this.#page.push(origin);
    return { page: this.#packed.length, place: this.#page.length - 1 };
  }

  /** Packs what was held since the last page; the next one begins another. */
  turnPage(): void {
    this.#packed.push(deflateRawSync(JSON.stringify(this.#page), { level: 1 }));
    this.#page = [];
  }

  /** Reads one of a page that was turned. They are wanted in their order, so one page at a time is unpacked. */
  at({ page, place }: HeldOrigin): PictureOrigin {
    if (this.#open?.page !== page) {
      const packed = this.#packed[page] ?? Buffer.alloc(0);
      this.#open = { page, origins: JSON.parse(inflateRawSync(packed).toString()) };
    }
    const origin = this.#open.origins[place];
    if (!origin) throw new Error(`There is no ${place} on page ${page}.`);
    return origin;
  }
}
