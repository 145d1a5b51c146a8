import type { ErrorCode } from "@bunch/contracts/error-codes";
import type { LimitedWish } from "../limits/hold-to-limits.ts";
import type { ExecutionStore, StoredReference } from "../ports/execution-store.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import {
  InspectorUnavailable,
  type PictureFacts,
  type PictureInspector,
} from "../ports/picture-inspector.ts";
import { Problem } from "../problem.ts";
import type { Limits } from "./price-wish.ts";

/** A picture as it was given, not yet looked at. */
export type GivenReference = { bytes: Uint8Array; name: string | null };
type Inspected = GivenReference & { facts: PictureFacts };

/** Refuses what is not a picture by its bytes, cannot be decoded or is too large; stores nothing. */
export async function inspectReferences(
  doors: { pictures: PictureInspector },
  references: readonly GivenReference[],
  limits: Limits,
  signal: AbortSignal,
): Promise<Inspected[]> {
  const inspected: Inspected[] = [];
  for (const [index, reference] of references.entries()) {
    const which = `Reference picture ${index + 1}${reference.name ? ` (${reference.name})` : ""}`;
    const refuse = (code: ErrorCode, message: string) =>
      new Problem(code, message, { field: "reference_images" });
    if (reference.bytes.byteLength > limits.maxReferenceImageBytes)
      throw refuse(
        "reference_too_large",
        `${which} is over the limit of ${Math.round(limits.maxReferenceImageBytes / 1_000_000)} MB. Make it smaller.`,
      );
    const facts = await doors.pictures
      .inspect({ bytes: reference.bytes, signal })
      .catch((cause: unknown) => {
        if (!(cause instanceof InspectorUnavailable)) throw cause;
        throw new Problem(
          "not_ready",
          "This server cannot look at reference pictures just now: it has no room for another process. Nothing was stored; try again in a minute.",
        );
      });
    if (facts === "not_a_picture")
      throw refuse(
        "reference_not_an_image",
        `${which} is not a PNG, JPEG or WebP picture. Convert it, or leave it out.`,
      );
    if (facts === "unreadable")
      throw refuse(
        "reference_unreadable",
        `${which} cannot be decoded: it is broken or has too many pixels. Save it again, or leave it out.`,
      );
    inspected.push({ ...reference, facts });
  }
  return inspected;
}

/**
 * Stores a workflow's references before its rows: a picture without a row is rubbish, a row without its picture a loss.
 * They are announced as rubbish first, and the rows' transaction takes that back: whatever breaks in between, none stays.
 */
export async function storeReferences(
  doors: {
    executions: ExecutionStore;
    objects: ObjectStore;
    sha256: (bytes: Uint8Array) => string;
  },
  input: {
    userId: string;
    workflowId: string;
    executionId: string;
    references: readonly Inspected[];
    wish: LimitedWish;
    signal: AbortSignal;
  },
): Promise<StoredReference[]> {
  const { userId, workflowId, executionId, signal } = input;
  if (input.references.length === 0) return [];
  const coming = input.references.map(({ bytes, facts, name }, index) => {
    const sha256 = doors.sha256(bytes);
    // Each workflow has its own: what goes with one can be missed by no other.
    const file = `reference-${index + 1}-${sha256.slice(0, 32)}.${facts.extension}`;
    const path = `${userId}/${workflowId}/${file}`;
    return { bytes, stored: { path, sha256, mimeType: facts.mimeType, name } };
  });
  const paths = coming.map(({ stored }) => stored.path);
  await doors.executions.expectReferences({ userId, executionId, paths, wish: input.wish });
  for (const { bytes, stored } of coming) {
    const { path, mimeType: contentType } = stored;
    await doors.objects.put({ path, bytes, contentType, signal });
  }
  return coming.map(({ stored }) => stored);
}
