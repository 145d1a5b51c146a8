import type { Request } from "express";

/** What the addresses of pictures begin with: the bucket's, or this server's, by PUBLIC_URL or by what the client itself called. */
export function picturesUrlOf(
  request: Request,
  settings: { picturesUrl: string | null; publicUrl: string | undefined },
): string {
  const { picturesUrl, publicUrl } = settings;
  if (picturesUrl !== null) return picturesUrl;
  return `${publicUrl ?? `${request.protocol}://${request.get("host") ?? "localhost"}`}/files`;
}

/** Where a stored picture is served. */
export function fileUrl(picturesUrl: string, path: string): string {
  return `${picturesUrl}/${path.split("/").map(encodeURIComponent).join("/")}`;
}
