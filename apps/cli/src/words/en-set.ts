/** What there is to say of several models with the same prompts. */
export const enSet = {
  modelsOdd: (most: number) =>
    `Name each model once, and at most ${most}; for more pictures of one model use --variations.`,
  oneKeyForSeveral: (vendors: string, variables: string) =>
    `--key-file and BUNCH_API_KEY hold one key, and these models are drawn by ${vendors}; none may see the key of another. Set one for each instead: ${variables}.`,
};
