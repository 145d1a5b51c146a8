import { Stars } from "../stars.tsx";
import { Held, type Stories, type Story } from "../story.tsx";

const of =
  (first: number, size?: number): Story =>
  ({ say }) => (
    <Held first={first}>
      {(stars, rate) => (
        <Stars
          label={say(`Stars, ${first} at first`, `Étoiles, ${first} au début`)}
          stars={stars}
          nameOf={(count) => say(`${count} stars`, `${count} étoiles`)}
          onRate={rate}
          {...(size === undefined ? {} : { size })}
        />
      )}
    </Held>
  );

export const stories: Stories = { none: of(0), three: of(3), "all, large": of(5, 28) };
