import { CannotStart } from "./cannot-start.ts";

/** A move broke when the rows may be in the new database already: whoever drew from both would pay twice. */
export class MayBeMoved extends CannotStart {
  override name = "MayBeMoved";
}
