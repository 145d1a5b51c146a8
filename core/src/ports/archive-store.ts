import type { PictureHead } from "./ledger.ts";
import type { Page, ResultView } from "./execution-views.ts";

/** Which results of a batch: those in ranges of slots, both ends included, and with so many stars; null for all. */
export type ArchiveChoice = {
  slots: readonly (readonly [number, number])[] | null;
  /** Rejected ones are left out then. */
  minRating: number | null;
};

/** A result with what an archive tells of its picture. */
export type ArchiveRow = {
  result: ResultView;
  bytes: number | null;
  sha256: string | null;
  /** Null where nobody has counted it, or the store did not hold what it should. */
  crc32: number | null;
  /** Null where nobody has counted it, and for kinds of pictures into which nothing is written. */
  head: PictureHead | null;
  /** ISO 8601. */
  completedAt: string | null;
};

export type CountedPicture = {
  resultId: string;
  path: string;
  bytes: number;
  crc32: number;
  head: PictureHead | null;
};

/** What an archive of a batch is made of. */
export type ArchiveStore = {
  /** By batch index, then variation, for its owner and admins; null for everybody else. */
  page(input: {
    userId: string;
    executionId: string;
    choice: ArchiveChoice;
    limit: number;
    cursor: string | null;
  }): Promise<Page<ArchiveRow> | null>;
  /** Keeps what was counted in the stored bytes, for whoever asks next. */
  keepCounted(input: { ownerId: string; pictures: readonly CountedPicture[] }): Promise<void>;
  /** The store holds other bytes than were counted, or none: whoever asks next counts again. */
  doubt(input: { ownerId: string; resultId: string; path: string }): Promise<void>;
  /** Whether a person is known still, and not shut out. */
  mayCome(input: { userId: string }): Promise<boolean>;
};
