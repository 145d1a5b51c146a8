import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { copyFile, link, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../clock.ts";

/** A file as the provider keeps it. */
export interface StoredFile {
  /** What follows "files/" in its name. */
  id: string;
  project: string;
  displayName: string | null;
  mimeType: string;
  sizeBytes: number;
  sha256: string;
  /** Its first bytes, which tell what it is. */
  start: Buffer;
  createdMs: number;
  source: "UPLOADED" | "GENERATED";
  path: string;
}

interface FileLife {
  fileLifeMs: number;
  fileProcessingMs: number;
}

/** Keeps the files of all projects in a temporary folder that exists from the first file until the emulator's end. */
export class FileStore {
  readonly #clock: Clock;
  readonly #life: () => FileLife;
  readonly #files = new Map<string, StoredFile>();
  #folder: string | null = null;

  constructor(clock: Clock, life: () => FileLife) {
    this.#clock = clock;
    this.#life = life;
  }

  /** A path for bytes that are still coming. */
  newPath(): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), "gemini-emulator-"));
    return join(this.#folder, randomBytes(12).toString("hex"));
  }

  add(file: Omit<StoredFile, "createdMs">): StoredFile {
    const stored = { ...file, createdMs: this.#clock.nowMs() };
    this.#files.set(file.id, stored);
    return stored;
  }

  /** A file of that project, alive; null for a stranger's as for one that never was. */
  find(project: string, id: string): StoredFile | null {
    this.#forgetExpired();
    const file = this.#files.get(id);
    return file?.project === project ? file : null;
  }

  isTaken(id: string): boolean {
    this.#forgetExpired();
    return this.#files.has(id);
  }

  /** The living files of one project, or of all, the newest first. */
  list(project: string | null): StoredFile[] {
    this.#forgetExpired();
    const all = [...this.#files.values()].toReversed();
    return project === null ? all : all.filter((file) => file.project === project);
  }

  storedBytes(project: string): number {
    return this.list(project).reduce((sum, file) => sum + file.sizeBytes, 0);
  }

  /** A second path to a file's bytes, which outlives the file. */
  async keep(file: StoredFile): Promise<string> {
    const path = this.newPath();
    await link(file.path, path).catch(() => copyFile(file.path, path));
    return path;
  }

  delete(file: StoredFile): void {
    this.#files.delete(file.id);
    void rm(file.path, { force: true });
  }

  stateOf(file: StoredFile): "PROCESSING" | "ACTIVE" {
    const activeMs = file.createdMs + this.#life().fileProcessingMs;
    return this.#clock.nowMs() < activeMs ? "PROCESSING" : "ACTIVE";
  }

  expiresMs(file: StoredFile): number {
    return file.createdMs + this.#life().fileLifeMs;
  }

  /** Forgets everything, on disk too. */
  clear(): void {
    this.#files.clear();
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = null;
  }

  #forgetExpired(): void {
    const nowMs = this.#clock.nowMs();
    for (const file of this.#files.values()) if (nowMs >= this.expiresMs(file)) this.delete(file);
  }
}

/** A name as the provider makes them: lower-case letters and digits. */
export function newId(length: number): string {
  const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join("");
}
