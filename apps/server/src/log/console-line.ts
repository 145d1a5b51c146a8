import { styleText } from "node:util";

const colours = { warn: "yellow", error: "red", fatal: "red" } as const;
const leftOut = new Set(["level", "time", "role", "pid", "msg"]);

/** A JSON line as a person reads it in a terminal: time, sentence, facts. */
export function consoleLine(jsonLine: string): string {
  const entry: unknown = JSON.parse(jsonLine);
  if (typeof entry !== "object" || entry === null) return jsonLine;
  const { level, time, role, msg } = entry as Record<string, unknown>;
  const facts = Object.entries(entry).filter(([name]) => !leftOut.has(name));
  const colour =
    typeof level === "string" && level in colours
      ? colours[level as keyof typeof colours]
      : "reset";
  const words = `${String(time).slice(11, 19)} ${String(role).padEnd(6)} ${styleText(colour, String(msg))}`;
  return `${words}${facts.map(shown).join("")}\n`;
}

function shown([name, value]: [string, unknown]): string {
  if (typeof value === "object" && value !== null && "stack" in value)
    return `\n${String(value.stack)}${"cause" in value ? `\ncaused by${shown(["", value.cause])}` : ""}`;
  return ` ${styleText("dim", `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)}`;
}
