import { pictureSeed } from "@bunch/contracts/picture-seed";
import type { ExecutionView, ResultView } from "@bunch/core/ports/execution-views";
import type { PictureOrigin } from "@bunch/core/metadata/picture-origin";

/** How a result's picture was made, for a file of that name. */
export function originOf(
  result: ResultView,
  execution: Pick<ExecutionView, "modelId" | "aspectRatio" | "imageSize" | "seed">,
  file: { name: string; creatorTool: string },
): PictureOrigin {
  const { width, height } = result;
  return {
    prompt: result.prompt,
    title: file.name.replace(/\.[^.]*$/, ""),
    model: execution.modelId,
    aspectRatio: result.aspectRatio ?? execution.aspectRatio,
    imageSize: result.imageSize ?? execution.imageSize,
    seed: execution.seed === null ? null : pictureSeed(execution.seed, result.variation),
    size: width !== null && height !== null ? [width, height] : null,
    creatorTool: file.creatorTool,
  };
}

/** What exported pictures name as the program that wrote them. */
export function creatorTool(version: string): string {
  return `Bunch ${version}`;
}
