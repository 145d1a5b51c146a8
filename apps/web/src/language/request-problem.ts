import type { ErrorCode } from "@bunch/contracts/error-codes";
import type { RequestRefused } from "@bunch/contracts/client";
import type { LimitName } from "@bunch/contracts/limit";
import type { MessageDescriptor } from "@lingui/core";
import { KeyRefused } from "../key-refused.ts";
import { msg } from "@lingui/core/macro";

/** What the server refused, why, and what to do: our words, in the reader's language, for each code. */
export function requestProblem(refused: RequestRefused): MessageDescriptor {
  if (refused.status === 0)
    return msg`The server does not answer. See that it runs and that you are online, then try again.`;
  if (refused instanceof KeyRefused)
    return msg`Google refused this key, so it was not remembered and nothing was charged. Paste it again: a missing first or last character is the usual reason.`;
  const { code, details } = refused.error;
  if (code === "not_found" && details?.field === "key_id")
    return msg`This key is no longer remembered. Choose another, or paste one.`;
  const prompt = details?.prompt ?? 0;
  const allowed = details?.allowed?.join(", ") ?? "";
  return words(code, prompt, allowed, details?.limit);
}

function words(
  code: ErrorCode,
  prompt: number,
  allowed: string,
  limit: LimitName | undefined,
): MessageDescriptor {
  switch (code) {
    case "bad_request":
      return msg`The server did not understand one of the settings. Look through them and try again.`;
    case "no_prompts":
      return msg`There is no prompt yet. Write at least one.`;
    case "too_many_prompts":
      return msg`There are more prompts than this server takes at once. Leave some out, or start them as a second batch.`;
    case "prompt_too_long":
      return prompt
        ? msg`Prompt ${prompt} is too long. Shorten it.`
        : msg`A prompt is too long. Shorten it.`;
    case "prompt_has_nul":
      return prompt
        ? msg`Prompt ${prompt} holds a character that cannot be stored. Type it again.`
        : msg`A prompt holds a character that cannot be stored. Type it again.`;
    case "api_key_missing":
      return msg`This model needs a key. Add one, or choose the simulator.`;
    case "key_unreadable":
      return msg`This remembered key cannot be opened any more, as the server’s encryption key has changed. Delete it and add it anew.`;
    case "reference_not_an_image":
      return msg`A reference picture is not a PNG, JPEG or WebP file. Remove it or choose another.`;
    case "reference_unreadable":
      return msg`A reference picture cannot be read; its file may be damaged. Remove it or choose another.`;
    case "too_many_references":
      return msg`There are more reference pictures than this model takes. Remove some.`;
    case "reference_too_large":
      return msg`A reference picture is too large. Choose a smaller file.`;
    case "body_too_large":
      return msg`Everything together is more than the server takes. Use fewer prompts or smaller reference pictures.`;
    case "unknown_model":
      return msg`The server does not know this model. Choose another.`;
    case "ratio_not_taken":
      return allowed
        ? msg`The model does not draw this shape. It draws ${allowed}.`
        : msg`The model does not draw this shape. Choose another.`;
    case "size_not_taken":
      return allowed
        ? msg`The model does not draw this size. It draws ${allowed}.`
        : msg`The model does not draw this size. Choose another.`;
    case "not_found":
      return msg`It is not here any more. It may have been deleted.`;
    case "wrong_state":
      return msg`That is no longer possible: the batch has moved on meanwhile. Load the page again to see where it stands.`;
    case "idempotency_key_reused":
      return msg`This batch was already started once, with other settings. Look for it among the batches; pressing again starts a new one.`;
    case "forbidden_origin":
      return msg`The server does not take requests from this address. Open Bunch at the address the server names when it starts.`;
    case "sign_in_needed":
      return msg`Your sign-in is over. Sign in again; nothing was lost.`;
    case "not_allowed":
      return msg`You may not do this here. Ask whoever runs this server.`;
    case "too_many_tokens":
      return msg`You have as many tokens as one person may. Revoke one that you no longer need.`;
    case "over_limit":
      return overLimit(limit);
    case "disk_full":
      return msg`The server’s disk is full. Make room there, then try again. Nothing was charged.`;
    case "not_ready":
      return msg`The server is not ready yet. Wait a moment, then try again.`;
    case "internal":
      return msg`The server had a fault of its own. Try again; if it stays, its log says why.`;
    default:
      return code satisfies never;
  }
}

function overLimit(limit: LimitName | undefined): MessageDescriptor {
  switch (limit) {
    case "requests_a_minute":
      return msg`That was more than you may ask of this server in a minute. Wait a minute, then go on.`;
    case "executions_a_day":
      return msg`You have started as many batches as you may in a day. Start the next one after midnight (UTC), or ask an admin for more.`;
    case "pictures_a_day":
      return msg`These are more pictures than you may still ask for today. Ask for fewer, wait until midnight (UTC), or ask an admin for more.`;
    case "money_a_month":
      return msg`This may cost more than you may still spend this month. Ask for less, cancel a batch you no longer need, or ask an admin for more.`;
    case undefined:
      return msg`One of your limits is reached. Wait a while, or ask an admin for more.`;
    default:
      return limit satisfies never;
  }
}
