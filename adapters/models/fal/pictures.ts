import { isRecord, listOf } from "../http/json-shape.ts";

/** The pictures in a result: most models give a list, some a single one. */
export function falPicturesIn(result: Record<string, unknown>): readonly Record<string, unknown>[] {
  const { images, image } = result;
  return [...listOf(images), image].filter(isRecord);
}
