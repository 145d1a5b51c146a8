import { Room } from "./room.ts";

/** Of answers; with the pictures decoded from them it is up to twice as much memory. */
const usualBytes = 128_000_000;
/** A quarter of the room is for small answers alone, of which at least four have to fit into that. */
const partOfSmall = 1 / 4;
const smallestPart = 1 / 16;

/**
 * How many bytes of answers may be in memory at once, from the spool to the store. A hundred calls that end together
 * finish one after the other then, instead of needing gigabytes. Small ones never queue behind large ones.
 */
export class AnswerRoom {
  readonly #smallBytes: number;
  readonly #small: Room;
  readonly #large: Room;

  constructor(input: { bytes: number } = { bytes: usualBytes }) {
    this.#smallBytes = input.bytes * smallestPart;
    this.#small = new Room({ bytes: input.bytes * partOfSmall });
    this.#large = new Room({ bytes: input.bytes * (1 - partOfSmall) });
  }

  /** Resolves with what gives the room back; rejects when the signal aborts while there is none. */
  enter(input: { bytes: number; signal: AbortSignal }): Promise<() => void> {
    return (input.bytes <= this.#smallBytes ? this.#small : this.#large).enter(input);
  }
}
