import type { Request } from "express";

/** The address that absolute links begin with: PUBLIC_URL, or what the client itself called. */
export function baseUrlOf(request: Request, publicUrl: string | undefined): string {
  return publicUrl ?? `${request.protocol}://${request.get("host") ?? "localhost"}`;
}

/** Where a stored picture is served. */
export function fileUrl(baseUrl: string, path: string): string {
  return `${baseUrl}/files/${path.split("/").map(encodeURIComponent).join("/")}`;
}
