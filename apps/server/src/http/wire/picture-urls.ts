import type { ExecutionView, ResultView } from "@bunch/core/ports/execution-views";
import type { PictureAddresses } from "@bunch/core/ports/picture-addresses";
import { Problem } from "@bunch/core/problem";
import { renditionPaths } from "@bunch/core/results/rendition-paths";
import type { Request } from "express";

/** Where a stored picture is read; of those that were asked for. */
export type UrlOf = (path: string) => string;

/** Finds where the pictures of one page are read, at Storage or at this server, in one go. */
export type PictureUrls = {
  /** Where they are read: at the same place the same addresses are told to all. */
  readAt: string;
  /** Throws the Problem not_ready where they cannot be had just now. */
  ofResults(views: readonly ResultView[]): Promise<UrlOf>;
  /** Of their references. How far a batch is, is told even while these cannot be had: then their addresses open nothing. */
  ofExecutions(views: readonly Pick<ExecutionView, "references">[]): Promise<UrlOf>;
};

/** `pictureAddresses` is null where this server hands pictures out, by PUBLIC_URL or by what the client itself called. */
export function pictureUrls(
  request: Request,
  settings: { pictureAddresses: PictureAddresses | null; publicUrl: string | undefined },
): PictureUrls {
  const { pictureAddresses, publicUrl } = settings;
  if (pictureAddresses === null) {
    const base = publicUrl ?? `${request.protocol}://${request.get("host") ?? "localhost"}`;
    const urlOf = async () => (path: string) => fileUrl(`${base}/files`, path);
    return { readAt: base, ofResults: urlOf, ofExecutions: urlOf };
  }
  const find = async (paths: string[]): Promise<UrlOf> => {
    const found = await pictureAddresses.addressesOf({ paths });
    return (path) => found.get(path) ?? pictureAddresses.plainAddress({ path });
  };
  return {
    readAt: "storage",
    ofResults: (views) => find(views.flatMap(pathsOf)),
    ofExecutions: (views) =>
      find(views.flatMap(({ references }) => references.map(({ path }) => path))).catch(
        (error: unknown) => {
          if (!(error instanceof Problem)) throw error;
          return (path) => pictureAddresses.plainAddress({ path });
        },
      ),
  };
}

function pathsOf({ path, thumbhash, extraPaths }: ResultView): string[] {
  if (path === null) return [...extraPaths];
  const copies = thumbhash === null ? [] : Object.values(renditionPaths(path));
  return [path, ...copies, ...extraPaths];
}

function fileUrl(base: string, path: string): string {
  return `${base}/${path.split("/").map(encodeURIComponent).join("/")}`;
}
