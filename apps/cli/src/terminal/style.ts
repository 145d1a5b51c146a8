import type picocolors from "picocolors";

type Colors = ReturnType<typeof picocolors.createColors>;

// Signs that Unicode keeps free for a program's own use: styles are put in as such, so that what goes to the terminal can
// be cleaned of every control character in one place, and coloured after it.
const signs = { bold: "\uFDD0", dim: "\uFDD1", yellow: "\uFDD2", red: "\uFDD3", green: "\uFDD4" };
/** In front of a command to copy: such a line is not broken. */
const commandSign = "\uFDD5";
const end = "\uFDDF";

/** Marks text with a look; it never carries meaning alone. */
export const style = {
  bold: (text: string) => `${signs.bold}${text}${end}`,
  dim: (text: string) => `${signs.dim}${text}${end}`,
  yellow: (text: string) => `${signs.yellow}${text}${end}`,
  red: (text: string) => `${signs.red}${text}${end}`,
  green: (text: string) => `${signs.green}${text}${end}`,
  /** A command on a line of its own, to be copied. */
  command: (text: string) => `  ${commandSign}${signs.bold}${text}${end}`,
};

/** Whether a line is one to copy, which a terminal may break and we may not. */
export function isCommand(line: string): boolean {
  return line.includes(commandSign);
}

/** Turns marked text into what a terminal takes: styles become colours or vanish, whatever else could steer it is dropped. */
export function forTerminal(text: string, colors: Colors): string {
  const clean = text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(/[\p{Cc}]/gu, (sign) => (sign === "\n" ? "\n" : ""))
    // Signs that turn the reading direction could show other words than are there.
    .replace(/[\u202A-\u202E\u2066-\u2069\u200E\u200F]/g, "")
    .toWellFormed();
  const open = {
    bold: colors.bold,
    dim: colors.dim,
    yellow: colors.yellow,
    red: colors.red,
    green: colors.green,
  };
  const names = Object.keys(signs) as (keyof typeof signs)[];
  return clean
    .replace(/([\uFDD0-\uFDD4])([^\uFDD0-\uFDDF]*)\uFDDF/g, (_, sign: string, inner: string) => {
      const name = names.find((one) => signs[one] === sign);
      return name ? open[name](inner) : inner;
    })
    .replace(/[\uFDD0-\uFDEF]/g, "");
}

/** A foreign text on one line: prompts and names as they are shown beside other words. */
export function onOneLine(text: string): string {
  return text
    .replace(/[\uFDD0-\uFDEF]/g, "")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
}
