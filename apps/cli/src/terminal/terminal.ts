import { isatty } from "node:tty";
import picocolors from "picocolors";
import { cutToWidth, displayWidth, wrapToWidth } from "./display-width.ts";
import { forTerminal, isCommand } from "./style.ts";

/** What the command speaks into: words for people, JSON for programs, and a few lines at the bottom that change. */
export type Terminal = {
  /** Whether stdout is for programs; words go to stderr then. */
  json: boolean;
  /** Whether somebody is there to answer. */
  canAsk: boolean;
  /** Whether lines may be drawn over; else progress comes as plain lines. */
  isLive: boolean;
  columns(): number;
  say(text: string): void;
  /** Like `say`, on stderr: what is wrong must not land in a file of results. */
  complain(text: string): void;
  /** One JSON line; nothing without --json. */
  tell(object: Record<string, unknown>): void;
  /** Replaces the lines at the bottom; the same again writes nothing. */
  draw(lines: readonly string[]): void;
  /** Takes the lines at the bottom away. */
  erase(): void;
};

const usualColumns = 80;
/** As a shell tells SIGPIPE. */
const unheardStatus = 141;

/** Looks at the streams of this process once. */
export function openTerminal(input: {
  json: boolean;
  env: Record<string, string | undefined>;
}): Terminal {
  const { json, env } = input;
  const human = json ? process.stderr : process.stdout;
  const isDumb = env["TERM"] === "dumb";
  // Always told: of an undefined the library makes its own choice, and colours pipes in CI.
  const colorsFor = (stream: { fd: number }) =>
    picocolors.createColors(
      !env["NO_COLOR"] && (Boolean(env["FORCE_COLOR"]) || (isatty(stream.fd) && !isDumb)),
    );
  const colors = colorsFor(human);
  const isLive = isatty(human.fd) && !isDumb;
  const columns = () => Math.max(20, human.columns || usualColumns);
  // A reader that has read enough, as `head`, or a terminal that was closed, is no error; but who had more to do is not done.
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE" || error.code === "EIO")
        process.exit(process.exitCode ?? unheardStatus);
      throw error;
    });

  let drawn: string[] = [];
  let drawnText = "";

  /** Back to the first column of the first drawn line, wherever a narrower window has put it. */
  function toTop(): string {
    const width = columns();
    const rows = drawn.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / width)),
      0,
    );
    return rows === 0 ? "" : `\r${rows > 1 ? `\u001B[${rows - 1}A` : ""}`;
  }

  function write(lines: readonly string[]): void {
    const shown = lines.map((line) => cutToWidth(line, columns() - 1));
    const text = shown.map((line) => `${forTerminal(line, colors)}\u001B[K`).join("\n");
    if (text === drawnText) return;
    // One write, over the old lines instead of after clearing them: nothing flickers.
    human.write(`${toTop()}${text}\u001B[J`);
    drawn = shown;
    drawnText = text;
  }

  function erase(): void {
    if (drawn.length > 0) human.write(`${toTop()}\u001B[J`);
    drawn = [];
    drawnText = "";
  }

  function print(stream: typeof human, text: string): void {
    const kept = drawn;
    erase();
    const lines = stream.isTTY
      ? text
          .split("\n")
          .flatMap((line) =>
            isCommand(line) ? [line] : wrapToWidth(line, columns() - 1, indentOf(line, columns())),
          )
      : text.split("\n");
    stream.write(`${lines.map((line) => forTerminal(line, colorsFor(stream))).join("\n")}\n`);
    if (kept.length > 0) write(kept);
  }

  if (isLive)
    human.on("resize", () => {
      if (drawn.length === 0) return;
      const lines = drawn;
      drawnText = "";
      write(lines);
    });

  return {
    json,
    canAsk: isatty(process.stdin.fd) && isatty(process.stderr.fd) && !isDumb,
    isLive,
    columns,
    say: (text) => print(human, text),
    complain: (text) => print(process.stderr, text),
    tell: (object) => {
      if (json) process.stdout.write(`${steerless(JSON.stringify(object))}\n`);
    },
    draw: (lines) => {
      if (isLive) write(lines);
    },
    erase,
  };
}

/** JSON spells the older control characters out by itself, and leaves these as they are. */
function steerless(text: string): string {
  return text.replace(/[\u007F-\u009F]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}

/** Lines that go on begin where their text began, after the number or label of a list. */
function indentOf(line: string, columns: number): string {
  const begin = /^(?: {2,}[^ ]+(?: [^ ]+)* {2,}| *)/.exec(line)?.[0] ?? "";
  return " ".repeat(Math.min(displayWidth(begin), Math.floor(columns / 2)));
}
