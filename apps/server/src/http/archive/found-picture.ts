import type { ArchiveRow } from "@bunch/core/ports/archive-store";
import type { PictureHead } from "@bunch/core/ports/ledger";
import type { Looked } from "./count-pictures.ts";

/** What there is of a result's picture. */
type Found =
  | { is: "there"; bytes: number; crc32: number; head: PictureHead | null }
  | { is: "none" | "lost" | "damaged" | "not_yet" };

/** Why a picture that should be there is not, as the manifests say it. */
export const missingWords: Record<Exclude<Found["is"], "there">, string | null> = {
  none: null,
  not_yet: null,
  lost: "The picture is not in the store any more.",
  damaged: "The picture in the store is damaged.",
};

/** What there is of a picture, from what is kept of it or was just counted. */
export function foundOf(row: ArchiveRow, looked: Looked | undefined): Found {
  if (row.result.path === null) return { is: "none" };
  if (looked && looked.is !== "counted") return looked;
  const { bytes, crc32, head } = looked?.picture ?? row;
  return { is: "there", bytes: bytes ?? 0, crc32: crc32 ?? 0, head };
}
