import type { Server } from "./server/open-server.ts";
import { openServer } from "./server/open-server.ts";
import { openTerminal, type Terminal } from "./terminal/terminal.ts";
import { speak, type Speech } from "./words/speak.ts";

/** What every command is given. */
export type CommandContext = {
  terminal: Terminal;
  speech: Speech;
  env: Record<string, string | undefined>;
  /** Aborts at Ctrl-C. */
  signal: AbortSignal;
  /** What a Ctrl-C from now on has to say; null for nothing. */
  onInterrupt: (say: (() => void) | null) => void;
  /** How to call this command again, as `npx bunch`. */
  self: string;
  openServer: () => Promise<Server>;
};

/** The options that stand before or after every command. */
export type GlobalOptions = {
  server: string | undefined;
  lang: string | undefined;
  json: boolean;
};

/** Puts together what a command needs; nothing is asked of a server yet. */
export function createContext(options: GlobalOptions): {
  context: CommandContext;
  interrupt: () => void;
} {
  const { env } = process;
  const speech = speak(options.lang, env);
  const terminal = openTerminal({ json: options.json, env });
  const stopped = new AbortController();
  let farewell: (() => void) | null = null;
  const context: CommandContext = {
    terminal,
    speech,
    env,
    signal: stopped.signal,
    onInterrupt: (say) => (farewell = say),
    self: env["npm_command"] === "exec" ? "npx bunch" : "bunch",
    openServer: () =>
      openServer({
        terminal,
        words: speech.words,
        given: options.server,
        env,
        signal: stopped.signal,
      }),
  };
  return {
    context,
    interrupt: () => {
      terminal.erase();
      farewell?.();
      farewell = null;
      stopped.abort();
    },
  };
}
