import {
  closeSync,
  fstatSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname, join, parse } from "node:path";

/** When a log begins a new file: at this size, with so many files in all. */
export type Rotation = { bytes: number; files: number };

/** A process that died while it turned the files leaves its mark; none takes so long. */
const staleMarkMs = 10_000;

/**
 * A file that is written to line by line and turned when it is full: `worker.log` becomes `worker.1.log`, the oldest goes.
 * Everything is done at once, so that a line is in the file when `write` returns, whatever the process dies of next.
 * Several processes may write into one: whoever finds that another has turned it goes on in the new one.
 */
export class RotatingFile {
  readonly #path: string;
  readonly #rotation: Rotation | null;
  readonly #onError: (error: unknown) => void;
  #file: number | null = null;
  #inode = 0;
  #isGood = true;

  constructor(input: {
    path: string;
    /** Null: it is never turned. */
    rotation: Rotation | null;
    /** Told once for each time that it begins to fail; the lines meanwhile are lost, later ones are tried again. */
    onError: (error: unknown) => void;
  }) {
    this.#path = input.path;
    this.#rotation = input.rotation;
    this.#onError = input.onError;
  }

  write(text: string): void {
    try {
      const bytes = Buffer.from(text);
      this.#makeRoomFor(bytes.byteLength);
      const file = this.#file ?? this.#open();
      for (let done = 0; done < bytes.byteLength;) done += writeSync(file, bytes, done);
      this.#isGood = true;
    } catch (error) {
      if (this.#isGood) this.#onError(error);
      this.#isGood = false;
    }
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #open(): number {
    this.#file = openSync(this.#path, "a", 0o644);
    this.#inode = fstatSync(this.#file).ino;
    return this.#file;
  }

  #makeRoomFor(bytes: number): void {
    const now = statSync(this.#path, { throwIfNoEntry: false });
    // Turned by another process, or taken away by a person.
    if (this.#file !== null && now?.ino !== this.#inode) this.close();
    if (!this.#rotation || !now || now.size === 0 || now.size + bytes <= this.#rotation.bytes)
      return;
    if (this.#turn(this.#rotation, now.ino)) this.close();
  }

  /** False while another process is at it: the line goes into the full file then. */
  #turn({ files }: Rotation, inode: number): boolean {
    const mark = `${this.#path}.turning`;
    if (!takeMark(mark)) return false;
    try {
      if (statSync(this.#path, { throwIfNoEntry: false })?.ino !== inode) return true;
      for (let number = files - 1; number >= 1; number -= 1) {
        const from = number === 1 ? this.#path : numbered(this.#path, number - 1);
        if (statSync(from, { throwIfNoEntry: false }))
          renameSync(from, numbered(this.#path, number));
      }
      if (files === 1) unlinkSync(this.#path);
      return true;
    } finally {
      rmSync(mark, { force: true });
    }
  }
}

function takeMark(mark: string): boolean {
  try {
    closeSync(openSync(mark, "wx"));
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    const left = statSync(mark, { throwIfNoEntry: false });
    if (left && Date.now() - left.mtimeMs > staleMarkMs) rmSync(mark, { force: true });
    return false;
  }
}

/** `worker.log` with 2 is `worker.2.log`. */
function numbered(path: string, number: number): string {
  const { name, ext } = parse(path);
  return join(dirname(path), `${name}.${number}${ext}`);
}
