import type { Variables } from "./read-variables.ts";

/** The bucket at Supabase where pictures lie. */
export type StorageConfig = {
  bucket: string;
  /** Undefined: public, but one that is private already is left so. */
  isPrivate: boolean | undefined;
  /** How long the address of a picture in a private bucket is good, in seconds. */
  linkLifetimeS: number;
};

const usualHours = 8;

/** Reads what STORAGE_… says; refuses what means nothing where pictures lie on a disk, or in a public bucket. */
export function readStorage(read: Variables, hasSupabase: boolean): StorageConfig {
  const isPrivate = read.text("STORAGE_PRIVATE")
    ? read.oneOf("STORAGE_PRIVATE", ["0", "1"], "0") === "1"
    : undefined;
  const hours = read.decimalNumber("STORAGE_LINK_HOURS", {
    fallback: usualHours,
    least: 0.001,
    most: 168,
  });
  if (isPrivate && !hasSupabase)
    read.refuse(
      "STORAGE_PRIVATE",
      "Pictures lie on this machine's disk, where there is no bucket to make private. Leave it out, or set SUPABASE_URL so that they lie at Supabase.",
    );
  else if (!isPrivate && read.text("STORAGE_LINK_HOURS"))
    read.refuse(
      "STORAGE_LINK_HOURS",
      "Addresses expire in a private bucket only. Set STORAGE_PRIVATE=1 too, or leave it out.",
    );
  return {
    bucket: read.text("STORAGE_BUCKET") ?? "workflow-results",
    isPrivate,
    linkLifetimeS: Math.round(hours * 3600),
  };
}
