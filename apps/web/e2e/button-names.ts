import type { Say } from "./words.ts";

/** What the button from the form to the price is called. */
export const reviewName = (say: Say, images: number) =>
  say("{0, plural, one {Review # image} other {Review # images}}", { 0: images });

/** What the button is called that starts what costs nothing. */
export const freeName = (say: Say, images: number) =>
  say("{images, plural, one {Generate # image — free} other {Generate # images — free}}", {
    images,
  });
