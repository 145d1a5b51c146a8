const hiddenMark = "[hidden]";

/** Words under which secrets travel in headers, bodies and settings. */
const names =
  "x-goog-api-key|api[-_ ]?key|proxy-authorization|authorization|set-cookie|cookie|password|encryption_key(?:_previous)?|gemini_api_key|openai_api_key|access_token|refresh_token|secret|service_role_key";
const quoted = String.raw`"(?:[^"\\]|\\.)*"`;

const rules: readonly [RegExp, string][] = [
  // Google's keys, old and new.
  [/AIza[0-9A-Za-z_-]{10,}/g, hiddenMark],
  [/AQ\.[0-9A-Za-z_-]{10,}/g, hiddenMark],
  // OpenAI's keys, and those of servers that speak its language.
  [/\bsk-[0-9A-Za-z_-]{16,}/g, hiddenMark],
  // Our own tokens.
  [/bunch_[\w-]{20,}/g, hiddenMark],
  // Tokens and keys of Supabase.
  [/eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, hiddenMark],
  [/sb_secret_[\w-]+/g, hiddenMark],
  // "name":"value", and "name","value" in the flat lists of raw headers.
  [new RegExp(`("(?:${names})"\\s*:\\s*)${quoted}`, "gi"), `$1"${hiddenMark}"`],
  [new RegExp(`(?<=[[,]\\s*)("(?:${names})"\\s*,\\s*)${quoted}`, "gi"), `$1"${hiddenMark}"`],
  // The same inside a string that is itself JSON: \"name\":\"value\".
  [
    new RegExp(`(\\\\+"(?:${names})\\\\+"\\s*:\\s*(\\\\+"))(?:(?!\\2|").)*?\\2`, "gi"),
    `$1${hiddenMark}$2`,
  ],
  // name: value, name='value', Authorization: Bearer value.
  [
    new RegExp(
      `((?:${names})\\s*[:=]\\s*(?:\\\\*["'])?(?:(?:bearer|basic)\\s+)?)[^\\s"'\\\\,;&]+`,
      "gi",
    ),
    `$1${hiddenMark}`,
  ],
  [/(bearer\s+)[\w.~+/=-]{8,}/gi, `$1${hiddenMark}`],
  // Addresses with a key or a password in them.
  [/([?&](?:key|token|api_key|apikey)=)[^&\s"'\\#]+/gi, `$1${hiddenMark}`],
  [/([a-z][a-z0-9+.-]*:\/\/[^\s:@/"\\]*:)[^\s@"\\]+@/gi, `$1${hiddenMark}@`],
];

/** Takes every secret out of a serialized line: first those known by value, each given in all its spellings, then those known by look. */
export function scrubSecrets(line: string, knownSpellings: Iterable<string>): string {
  let clean = line;
  for (const spelling of knownSpellings)
    if (clean.includes(spelling)) clean = clean.replaceAll(spelling, hiddenMark);
  for (const [pattern, instead] of rules) clean = clean.replace(pattern, instead);
  return clean;
}

/** A secret as it may look in a line: plain, in JSON, in JSON within JSON, in an address and in base64; the longest first. */
export function spellingsOf(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  const all = new Set([
    JSON.stringify(inJson).slice(1, -1),
    inJson,
    secret,
    encodeURIComponent(secret.toWellFormed()),
    Buffer.from(secret).toString("base64").replace(/=+$/, ""),
  ]);
  return [...all].toSorted((a, b) => b.length - a.length);
}
