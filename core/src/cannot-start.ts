/** A process cannot start as things are; the message is for whoever started it and says what to do. */
export class CannotStart extends Error {
  override name = "CannotStart";
}
