import { CannotStart } from "@bunch/core/cannot-start";

/** The start cannot go on without a usable ENCRYPTION_KEY; the message says what to do. */
export class EncryptionKeyUnusable extends CannotStart {
  override name = "EncryptionKeyUnusable";
}
