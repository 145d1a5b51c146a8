import type { PictureOrigin } from "./picture-origin.ts";

/**
 * How a picture was made, as AUTOMATIC1111 writes it: the prompt, then a line of settings. It reads that line as settings only
 * if there are three or more, and quotes what has a comma, a colon or a line break in it.
 */
export function parametersText(origin: PictureOrigin): string {
  const { model, seed, size, aspectRatio, imageSize, creatorTool } = origin;
  const settings = [
    ...(seed === null ? [] : [["Seed", String(seed)]]),
    ["Model", model],
    ...(size ? [["Size", size.join("x")]] : []),
    ["Aspect ratio", aspectRatio],
    ["Image size", imageSize],
    ["Version", creatorTool],
  ];
  const line = settings.map(([name, value = ""]) => `${name}: ${quoted(value)}`).join(", ");
  return `${origin.prompt}\n${line}`;
}

function quoted(value: string): string {
  return /[,:\n]/.test(value) ? JSON.stringify(value) : value;
}
