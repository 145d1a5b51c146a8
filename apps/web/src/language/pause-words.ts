import type { PauseCode } from "@bunch/contracts/error-codes";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { titleNaming } from "./pause-titles.ts";

/** What can be offered beside the words of a pause. */
export type PauseRemedy = "resume" | "another_key" | "raise_cap" | "new_batch" | "none";

type PauseWords = {
  title: MessageDescriptor;
  advice: MessageDescriptor;
  remedy: PauseRemedy;
};

/** Why nothing is drawn just now, what to do about it, and what to offer for it. */
export function pauseWords(code: PauseCode, vendor: string): PauseWords {
  const words = wordsNamingGoogle(code);
  const title = titleNaming(vendor, code);
  if (title === null) return words;
  return {
    ...words,
    title,
    ...(code === "key_blocked" && {
      advice: msg`Its owner’s account may have to be verified first. Or give another key, then press Resume.`,
    }),
  };
}

function wordsNamingGoogle(code: PauseCode): PauseWords {
  switch (code) {
    case "user":
      return {
        title: msg`Paused.`,
        advice: msg`Nothing new is started until you press Resume. What is under way is finished, and charged.`,
        remedy: "resume",
      };
    case "cap":
      return {
        title: msg`The cap is reached.`,
        advice: msg`One more picture could pass it. Raise the cap to go on, or cancel the rest.`,
        remedy: "raise_cap",
      };
    case "bad_key":
      return {
        title: msg`Google refused this key.`,
        advice: msg`Give another key, then press Resume. Nothing is lost.`,
        remedy: "another_key",
      };
    case "key_blocked":
      return {
        title: msg`Google has blocked this key.`,
        advice: msg`It may have leaked, or may not call Gemini. Give another key, then press Resume.`,
        remedy: "another_key",
      };
    case "key_unreadable":
      return {
        title: msg`The stored key cannot be opened any more.`,
        advice: msg`The server’s encryption key has changed. Give the key again, then press Resume.`,
        remedy: "another_key",
      };
    case "reference_missing":
      return {
        title: msg`A reference picture is missing on the server.`,
        advice: msg`Its file is gone from the store. Cancel this batch and start it again with the picture. Those drawn so far stay.`,
        remedy: "new_batch",
      };
    case "location":
      return {
        title: msg`Google does not serve the place this server stands in.`,
        advice: msg`Run the server elsewhere, or give a key of a project that may be used here, then press Resume.`,
        remedy: "another_key",
      };
    case "no_credit":
      return {
        title: msg`The credit of this key is used up at Google.`,
        advice: msg`Add credit there, then press Resume. Or give another key.`,
        remedy: "another_key",
      };
    case "daily_quota":
      return {
        title: msg`Google’s limit for today is reached.`,
        advice: msg`The batch goes on by itself when the limit ends. Another key may go on now.`,
        remedy: "another_key",
      };
    case "spending_cap":
      return {
        title: msg`The spending limit of this key is reached at Google.`,
        advice: msg`Raise it there, then press Resume. Or give another key.`,
        remedy: "another_key",
      };
    case "model_gone":
      return {
        title: msg`Google has shut this model down.`,
        advice: msg`Cancel this batch and start a new one with a newer model. The pictures drawn so far stay.`,
        remedy: "new_batch",
      };
    case "model_unknown":
      return {
        title: msg`Google does not know this model for this key.`,
        advice: msg`Give a key that may call it, or cancel and start a new batch with another model.`,
        remedy: "another_key",
      };
    case "provider_unreachable":
      return {
        title: msg`Google cannot be reached.`,
        advice: msg`See that the server is online, then press Resume. Nothing is lost.`,
        remedy: "resume",
      };
    case "provider_overloaded":
      return {
        title: msg`Google is overloaded just now.`,
        advice: msg`Press Resume a little later. Nothing is lost.`,
        remedy: "resume",
      };
    case "rate_limited":
      return {
        title: msg`Google limits how many pictures this key may draw a minute.`,
        advice: msg`There is nothing to do.`,
        remedy: "resume",
      };
    case "restored":
      return {
        title: msg`Restored from a backup.`,
        advice: msg`Some of these pictures may have been drawn, and charged, after that backup was made. Press Resume if you want the rest drawn, or cancel it.`,
        remedy: "resume",
      };
    case "doubts":
      return {
        title: msg`Some pictures may be charged already.`,
        advice: msg`They may have been drawn without reaching us. Draw them again, or leave them; the batch then goes on by itself.`,
        remedy: "none",
      };
    case "disk_full":
      return {
        title: msg`The server’s disk is full.`,
        advice: msg`Free some space there. Nothing is called and nothing is charged meanwhile; the batch goes on by itself.`,
        remedy: "resume",
      };
    default:
      return code satisfies never;
  }
}
