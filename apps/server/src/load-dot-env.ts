import { CannotStart } from "@bunch/core/cannot-start";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

/** Where a variable was set: for each that came from the file, its line. */
export type DotEnvLines = ReadonlyMap<string, number>;

const mostTold = 5;

/**
 * Puts the `.env` of a folder into the environment, if there is one; what is set already wins. Tells which variables came
 * from which line. A file that cannot be meant as it stands is refused, by its lines and without their content, which may
 * be secret.
 */
export function loadDotEnv(folder: string): DotEnvLines {
  const path = join(folder, ".env");
  const bytes = read(path);
  const lines = new Map<string, number>();
  const wrong: string[] = [];
  for (const [index, line] of (bytes ? textOf(bytes, path) : "").split(/\r\n|\r|\n/).entries()) {
    const fault = faultIn(line);
    if (fault !== null) wrong.push(`Line ${index + 1} ${fault}`);
    for (const [name, value] of Object.entries(fault === null ? parseEnv(line) : {})) {
      // Of two lines for one name the later one counts, as everywhere.
      if (process.env[name] !== undefined && !lines.has(name)) continue;
      process.env[name] = value;
      lines.set(name, index + 1);
    }
  }
  if (wrong.length === 0) return lines;
  for (const name of lines.keys()) delete process.env[name];
  const more = wrong.length > mostTold ? [`And ${wrong.length - mostTold} more lines.`] : [];
  throw new CannotStart(
    [`${path} cannot be read:`, ...wrong.slice(0, mostTold), ...more].join("\n"),
  );
}

function read(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    const why =
      code === "EISDIR"
        ? "is a folder. Remove or rename it; settings belong in a file of that name."
        : `may not be read by this account (${String(code)}). Give it the right to (chmod u+r .env), or remove the file.`;
    throw new CannotStart(`${path} ${why}`, { cause });
  }
}

/** PowerShell's `>` writes UTF-16, Notepad a byte order mark: both are read as what was meant. */
function textOf(bytes: Buffer, path: string): string {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isBig = bytes[0] === 0xfe && bytes[1] === 0xff;
  const text =
    isLittle || isBig
      ? new TextDecoder(isLittle ? "utf-16le" : "utf-16be").decode(bytes)
      : new TextDecoder().decode(bytes);
  if (text.includes("\0"))
    throw new CannotStart(`${path} is no text: it holds NUL characters. Save it again as UTF-8.`);
  return text;
}

/** What is wrong with a line, or null. */
function faultIn(line: string): string | null {
  const setting = line.trim().replace(/^export\s+/, "");
  if (setting === "" || setting.startsWith("#")) return null;
  const equals = setting.indexOf("=");
  if (equals < 0) return 'has no "=". Write NAME=value, or put a # in front of it.';
  if (!/^[A-Za-z_][\w.]*$/.test(setting.slice(0, equals).trim()))
    return 'has no name of a variable before its "=". Write NAME=value.';
  const value = setting.slice(equals + 1).trim();
  const quote = /^["'`]/.exec(value)?.[0];
  if (quote === undefined || value.indexOf(quote, 1) > 0) return null;
  return `begins its value with ${quote} and does not end it. Put another ${quote} at its end, or leave both out.`;
}
