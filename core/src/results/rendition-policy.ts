export type RenditionPolicy = { mostTries: number; firstWaitMs: number };

export const defaultRenditionPolicy: RenditionPolicy = { mostTries: 5, firstWaitMs: 10_000 };

export type AfterFailedTry =
  | { did: "failed"; tries: number; againInMs: number }
  | { did: "given_up"; tries: number; because: string };

/** Decides whether a picture that could not be made smaller is tried again: each wait is four times the last. */
export function afterFailedTry(input: {
  because: string;
  /** Without this one. */
  triesBefore: number;
  policy: RenditionPolicy;
}): AfterFailedTry {
  const { because, policy } = input;
  const tries = input.triesBefore + 1;
  if (tries >= policy.mostTries) return { did: "given_up", tries, because };
  return { did: "failed", tries, againInMs: policy.firstWaitMs * 4 ** (tries - 1) };
}
