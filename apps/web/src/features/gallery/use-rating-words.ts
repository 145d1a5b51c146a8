import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { pictureNumber, placeOf } from "../../results/picture-number.ts";

/** Says for those who do not see the stars what was just given. */
export function useRatingWords(variations: number) {
  const { t } = useLingui();
  const [words, setWords] = useState("");
  const nameOf = (slots: readonly number[]) => {
    const number = pictureNumber(placeOf(slots[0] ?? 0, variations), variations);
    return slots.length === 1
      ? t`Picture ${number}`
      : t`${plural(slots.length, { one: "# picture", other: "# pictures" })}`;
  };
  return {
    words,
    tellStars: (slots: readonly number[], stars: number) => {
      const name = nameOf(slots);
      setWords(
        stars === 0
          ? t`${name}: no stars`
          : t`${name}: ${plural(stars, { one: "# star", other: "# stars" })}`,
      );
    },
    tellRejected: (slots: readonly number[], isRejected: boolean) => {
      const name = nameOf(slots);
      setWords(isRejected ? t`${name}: rejected` : t`${name}: taken back`);
    },
  };
}
