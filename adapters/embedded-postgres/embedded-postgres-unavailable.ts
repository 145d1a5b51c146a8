import { CannotStart } from "@bunch/core/cannot-start";

/** Thrown when the embedded database cannot run here; its message is a sentence for the person at the console. */
export class EmbeddedPostgresUnavailable extends CannotStart {
  override name = "EmbeddedPostgresUnavailable";
}
