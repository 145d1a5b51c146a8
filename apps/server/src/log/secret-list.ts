import { scrubSecrets, spellingsOf } from "./scrub-secrets.ts";

/** Secrets known at run time, shared by all logs of a process. */
export type SecretList = {
  /** From now on no line shows this value. */
  hideSecret(value: string): void;
  scrub(line: string): string;
};

/** Shorter values would blank out ordinary words. */
const shortestSecret = 8;

/** Remembers what was known at the start for good, and of later secrets the latest `most`, so that a server which runs for months does not grow. */
export function createSecretList(known: readonly string[] = [], most = 200): SecretList {
  const isLongEnough = (value: string) => value.length >= shortestSecret;
  const always = known.filter(isLongEnough).flatMap(spellingsOf);
  const latest = new Map<string, string[]>();
  return {
    hideSecret(value) {
      if (!isLongEnough(value)) return;
      // Taken out first, so that it becomes the youngest.
      latest.delete(value);
      latest.set(value, spellingsOf(value));
      for (const oldest of latest.keys()) {
        if (latest.size <= most) break;
        latest.delete(oldest);
      }
    },
    scrub: (line) => scrubSecrets(line, [...always, ...[...latest.values()].flat()]),
  };
}
