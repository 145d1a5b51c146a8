import type { OwnSettings, Rows } from "@bunch/core/prompts/own-settings";

/** What a prompt has of its own, as its workflow keeps it; `place` counts from 0, what is missing is as the batch has it. */
export type KeptRow = {
  place: number;
  aspect_ratio?: string;
  image_size?: string;
  references?: number[];
  file_name?: string;
};

/** Own settings as JSON for `workflows.rows`; null where no prompt has any. */
export function keepRows(rows: Rows): string | null {
  if (rows.size === 0) return null;
  const kept = [...rows].map(([place, own]): KeptRow => ({
    place,
    ...(own.aspectRatio !== null && { aspect_ratio: own.aspectRatio }),
    ...(own.imageSize !== null && { image_size: own.imageSize }),
    ...(own.references !== null && { references: [...own.references] }),
    ...(own.fileName !== null && { file_name: own.fileName }),
  }));
  return JSON.stringify(kept);
}

/** Reads them back. */
export function rowsOf(kept: readonly KeptRow[] | null): Rows {
  return new Map(
    (kept ?? []).map((row) => [
      row.place,
      {
        aspectRatio: row.aspect_ratio ?? null,
        imageSize: row.image_size ?? null,
        references: row.references ?? null,
        fileName: row.file_name ?? null,
      },
    ]),
  );
}

type Column = (string | null)[] | null;

/** Ratio, size, references (as PostgreSQL writes a list) and file name of each prompt in turn; null for a column of nulls. */
export function columnsOf(rows: Rows, prompts: number): [Column, Column, Column, Column] {
  const column = (valueOf: (own: OwnSettings) => string | null): Column => {
    if (![...rows.values()].some((own) => valueOf(own) !== null)) return null;
    return Array.from({ length: prompts }, (_, place) => {
      const own = rows.get(place);
      return own ? valueOf(own) : null;
    });
  };
  return [
    column((own) => own.aspectRatio),
    column((own) => own.imageSize),
    column((own) => own.references && `{${own.references.join(",")}}`),
    column((own) => own.fileName),
  ];
}
