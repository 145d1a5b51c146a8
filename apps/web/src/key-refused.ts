import { RequestRefused } from "@bunch/contracts/client";

/** The provider says that a key is no good, so that it was not remembered. */
export class KeyRefused extends RequestRefused {
  constructor(message: string) {
    super(400, { code: "bad_request", message });
    this.name = "KeyRefused";
  }
}
