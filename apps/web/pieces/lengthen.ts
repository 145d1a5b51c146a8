const share = 0.3;

/** Makes each word of accented letters at least 30 % longer; what has none, a tag or the name of a value, stays as it is. */
export function lengthen(accented: string): string {
  return accented.replace(
    /\p{L}*(?![A-Za-z])\p{L}+/gu,
    (word) => word + word.slice(-1).repeat(Math.ceil(word.length * share)),
  );
}
