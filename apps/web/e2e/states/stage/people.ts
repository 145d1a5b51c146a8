/** Who has an account where people sign in. */
export const people = {
  /** An admin with batches, a remembered key and a token. */
  marie: { email: "marie@atelier.example" },
  ahmed: { email: "ahmed@atelier.example" },
  /** May ask for very few pictures a day. */
  lucie: { email: "lucie@atelier.example" },
  /** Has batches of many days, in English and in French. */
  kate: { email: "kate@studio.example" },
  karim: { email: "karim@studio.example" },
  /** Came today and has done nothing yet. */
  nadia: { email: "nadia@studio.example" },
} as const;
export type Person = keyof typeof people;

export const password = "a long password";
/** Where marie's program is told of her batches. */
export const webhookUrl = "https://hooks.atelier.example/bunch";
/** The last four of the key that marie has remembered. */
export const rememberedKey = { secret: "AIzaSy-only-for-pictures-0f3k", lastFour: "0f3k" };
