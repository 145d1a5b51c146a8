/** What the process tells the script that called it; docs/cli.md and --help list them. */
export const exitStatus = {
  allThere: 0,
  error: 1,
  refused: 2,
  someFailed: 3,
  paused: 4,
  cancelled: 5,
  interrupted: 130,
} as const;
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** Ends the command with a sentence; `code` is its name for programs. */
export class CannotGoOn extends Error {
  readonly status: ExitStatus;
  readonly code: string;
  constructor(status: ExitStatus, code: string, sentence: string) {
    super(sentence);
    this.name = "CannotGoOn";
    this.status = status;
    this.code = code;
  }
}
