import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import { CannotStart } from "@bunch/core/cannot-start";
import type { Log } from "@bunch/core/ports/log";
import pino from "pino";
import type { LogLevel } from "../config.ts";
import { consoleLine } from "./console-line.ts";
import { describeError } from "./describe-error.ts";
import { RotatingFile, type Rotation } from "./rotating-file.ts";
import type { SecretList } from "./secret-list.ts";

/** One half of the program's log: JSON lines in `<folder>/<role>.log` and on the console; no secret passes. */
export function createLogs(input: {
  level: LogLevel;
  folder: string;
  role: "server" | "worker";
  console: boolean;
  secrets: SecretList;
  /** When a new file is begun; null is never. */
  rotation: Rotation | null;
}): { log: Log; close: () => Promise<void> } {
  makeFolder(input.folder);
  // Synchronous, so that the last words of a crash are not lost.
  const file = new RotatingFile({
    path: join(input.folder, `${input.role}.log`),
    rotation: input.rotation,
    onError: (error) =>
      process.stderr.write(
        `${input.role}.log cannot be written: ${error instanceof Error ? error.message : String(error)}\n`,
      ),
  });
  const destination = {
    write(line: string) {
      const clean = input.secrets.scrub(line);
      file.write(clean);
      if (input.console) process.stdout.write(process.stdout.isTTY ? readable(clean) : clean);
    },
  };
  const logger = pino(
    {
      level: input.level,
      base: { role: input.role, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  return {
    log: {
      info: (facts, sentence) => logger.info(withErrors(facts), sentence),
      warn: (facts, sentence) => logger.warn(withErrors(facts), sentence),
      error: (facts, sentence) => logger.error(withErrors(facts), sentence),
    },
    close: async () => file.close(),
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    throw new CannotStart(
      `The log folder ${folder} cannot be made or written (${code}). Set LOG_DIR to a folder that this account may write.`,
      { cause },
    );
  }
}

function withErrors(facts: Record<string, unknown>): Record<string, unknown> {
  const described: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(facts)) described[name] = describeError(value);
  return described;
}

function readable(line: string): string {
  try {
    return consoleLine(line);
  } catch {
    return line;
  }
}
