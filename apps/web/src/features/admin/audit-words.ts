import type { AuditActor, AuditEvent } from "@bunch/contracts/audit";
import type { MessageDescriptor } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";

/** What was done, as a line of the trail says it; what nobody knows yet keeps its own name. */
export function auditWords({ action, details }: Pick<AuditEvent, "action" | "details">): {
  short: MessageDescriptor;
  /** With what is known of it. */
  long: MessageDescriptor;
} {
  const name = textOf(details["name"]);
  const results = typeof details["results"] === "number" ? details["results"] : null;
  switch (action) {
    case "token.created":
      return {
        short: msg`Token made`,
        long: name ? msg`Made the token “${name}”` : msg`Made a token`,
      };
    case "token.revoked":
      return {
        short: msg`Token revoked`,
        long: name ? msg`Revoked the token “${name}”` : msg`Revoked a token`,
      };
    case "execution.started":
      return {
        short: msg`Batch started`,
        long:
          results === null
            ? msg`Started a batch`
            : msg`Started a batch of ${plural(results, { one: "# picture", other: "# pictures" })}`,
      };
    case "execution.deleted":
      return {
        short: msg`Batch deleted`,
        long:
          results === null
            ? msg`Deleted a batch`
            : msg`Deleted a batch of ${plural(results, { one: "# picture", other: "# pictures" })}`,
      };
    case "key.added":
      return {
        short: msg`Key stored`,
        long: name ? msg`Stored the key “${name}”` : msg`Stored a key, encrypted`,
      };
    case "role.changed":
      return {
        short: msg`Admins changed`,
        long: details["after"] === "admin" ? msg`Made an admin` : msg`Removed an admin`,
      };
    case "limits.changed":
      return { short: msg`Limits changed`, long: msg`Changed limits` };
    case "model.changed":
      return {
        short: msg`Models changed`,
        long: details["after"] === null ? msg`Undid a change of a model` : msg`Changed a model`,
      };
    case "signed.in":
      return { short: msg`Sign-in`, long: msg`Began a session` };
    default:
      return action satisfies never;
  }
}

/** By which door it came. */
export function actorWords(actor: AuditActor): MessageDescriptor {
  switch (actor) {
    case "session":
      return msg`signed in`;
    case "token":
      return msg`with a token`;
    case "local":
      return msg`without signing in`;
    case "system":
      return msg`by the server`;
    default:
      return actor satisfies never;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
