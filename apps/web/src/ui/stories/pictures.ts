import type { PictureSource } from "../../results/picture-source.ts";

const drawn: { sky: string; ground: string; thing: string }[] = [
  { sky: "#c9d3bf", ground: "#a9b89c", thing: "#e9dcc0" },
  { sky: "#ead9c9", ground: "#cdb59d", thing: "#f5f0e3" },
  { sky: "#d9c4c0", ground: "#b7958f", thing: "#ffd23f" },
  { sky: "#b9c8d4", ground: "#7d94a6", thing: "#22406b" },
];

/** A picture of a round thing on a table, small enough to stand in its own address. */
export function pictureOf(index: number, alt: string): PictureSource {
  return {
    url: addressOf(index),
    alt,
    ratio: 1,
    srcSet: undefined,
    copies: [],
    thumbhash: null,
    original: null,
  };
}

/** One of which there is only a blur as yet: its address never answers. */
export function blurSource(alt: string): PictureSource {
  return {
    ...pictureOf(0, alt),
    url: "/never-there.png",
    thumbhash: "1QcSHQRnh493V4dIh4eXh1h4kJUI",
  };
}

/** One whose smaller copy is gone. */
export function goneSource(alt: string): PictureSource {
  return { ...pictureOf(3, alt), url: "/gone.png", original: addressOf(3) };
}

function addressOf(index: number): string {
  const { sky, ground, thing } = drawn[index % drawn.length] ?? { sky: "", ground: "", thing: "" };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="200" height="200"><path fill="${sky}" d="M0 0h200v200H0z"/><path fill="${ground}" d="M0 140h200v60H0z"/><circle cx="${80 + index * 12}" cy="118" r="42" fill="${thing}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
