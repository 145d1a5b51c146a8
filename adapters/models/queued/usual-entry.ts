/** What a catalogue's entries say alike at vendors that draw for a key, unless they say otherwise. */
export const usualEntry = {
  status: "live",
  shutDownOn: null,
  successor: null,
  // Who has a key for another vendor alone must not get them unasked.
  mayBeDefault: false,
  needsKey: true,
  simulated: false,
  thinkingTokens: { expected: 0, most: 0 },
  callsAtOnce: null,
} as const;
