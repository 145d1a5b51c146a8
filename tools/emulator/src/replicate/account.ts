import { errorOf } from "../jobs/job-vendor.ts";
import type { JsonReply } from "../json-reply.ts";
import type { Provider } from "../provider.ts";
import { replicateErrors } from "./replicate-errors.ts";

/** Answers `GET /v1/account`, which costs nothing and checks a key. */
export function accountOf(provider: Provider, key: string | null): JsonReply {
  if (key === null) return errorOf(replicateErrors.unregistered);
  if (!provider.keyIsGood(key)) return errorOf(replicateErrors.api_key_invalid);
  return {
    status: 200,
    body: {
      type: "organization",
      username: "emulated",
      name: "Emulated",
      avatar_url: null,
      github_url: null,
    },
  };
}
