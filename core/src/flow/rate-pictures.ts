import type { Rating } from "@bunch/contracts/rating";
import type { GalleryStore, RatingChange } from "../ports/gallery-store.ts";
import { Problem } from "../problem.ts";

/** Notes what their owner thinks of pictures, of all or with a Problem of none; tells how many were rated otherwise before. */
export async function ratePictures(
  doors: { gallery: GalleryStore },
  input: { userId: string; executionId: string; ratings: readonly Rating[] },
): Promise<number> {
  const { userId, executionId, ratings } = input;
  const changes = changesOf(ratings);
  const rated = await doors.gallery.rate({ userId, executionId, changes });
  switch (rated.is) {
    case "rated":
      return rated.changed;
    case "no_batch":
      throw new Problem("not_found", "There is no such batch. Look at the list of your batches.");
    case "not_of_batch":
      throw new Problem(
        "not_found",
        `${rated.count} of these ${rated.of} results ${rated.count === 1 ? "is" : "are"} not of this batch, so nothing was rated. Take the ids from its results.`,
        { field: "results" },
      );
    case "no_picture":
      throw new Problem(
        "wrong_state",
        `${rated.count} of these ${rated.of} results ${rated.count === 1 ? "has" : "have"} no picture, so nothing was rated. Rate those that are completed.`,
        { field: "results" },
      );
    default:
      throw new Error(`Unknown outcome ${JSON.stringify(rated satisfies never)}`);
  }
}

/** Each result once; of one that is named twice the later word counts, side by side. */
export function changesOf(ratings: readonly Rating[]): RatingChange[] {
  const changes = new Map<string, RatingChange>();
  for (const { id, rating, rejected } of ratings) {
    const resultId = id.toLowerCase();
    const before = changes.get(resultId);
    changes.set(resultId, {
      resultId,
      stars: rating !== undefined ? rating : before ? before.stars : "as_it_is",
      rejected: rejected ?? before?.rejected ?? "as_it_is",
    });
  }
  return [...changes.values()];
}
