import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  MakerUnavailable,
  type PictureSource,
  type RenditionMaker,
  type Renditions,
} from "@bunch/core/ports/rendition-maker";
import type { RenditionAnswer } from "./rendition-process.ts";
import { startRenditionProcess } from "./start-rendition-process.ts";

type Made = Renditions | "unreadable" | "missing";

/**
 * Makes pictures smaller in a process of its own: a decoder that breaks takes nobody along, its memory comes back, and
 * its low priority keeps it from delaying calls. It starts with the first picture and ends when none came for a while.
 */
export function createRenditionMaker(
  input: { idleMs: number; jobMs: number } = { idleMs: 30_000, jobMs: 30_000 },
): RenditionMaker {
  let child: ChildProcess | null = null;
  let idle: NodeJS.Timeout | undefined;
  /** One picture at a time. */
  let turn: Promise<unknown> = Promise.resolve();

  function letGo(kill: boolean): void {
    if (kill) child?.kill("SIGKILL");
    else if (child?.connected) child.disconnect();
    child = null;
  }

  async function make(picture: PictureSource, signal: AbortSignal): Promise<Made> {
    signal.throwIfAborted();
    clearTimeout(idle);
    if (!child?.connected) child = await startRenditionProcess(signal);
    child.channel?.ref();
    try {
      return await oneJob(
        child,
        picture,
        AbortSignal.any([signal, AbortSignal.timeout(input.jobMs)]),
      );
    } catch (cause) {
      // Whatever it may still do is wanted by nobody.
      letGo(true);
      throw cause;
    } finally {
      // While it only waits for the next picture, nothing need stay alive for it.
      child?.unref();
      child?.channel?.unref();
      idle = setTimeout(() => letGo(false), input.idleMs).unref();
    }
  }

  return {
    make({ picture, signal }) {
      const mine = turn.then(() => make(picture, signal));
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}

async function oneJob(
  child: ChildProcess,
  picture: PictureSource,
  signal: AbortSignal,
): Promise<Made> {
  const over = new AbortController();
  const any = AbortSignal.any([signal, over.signal]);
  try {
    const answered = once(child, "message", { signal: any });
    const died = once(child, "exit", { signal: any });
    // If it cannot be sent the process is gone, which its exit tells.
    child.send(picture, () => {});
    const answer = await Promise.race([
      answered.then(([message]: RenditionAnswer[]) => message),
      died.then(([code, killedBy]: unknown[]) => {
        throw new Error(`The process that made it smaller died (${String(killedBy ?? code)}).`);
      }),
    ]);
    if (answer?.is === "made") return answer.made;
    if (answer?.is === "unreadable" || answer?.is === "missing") return answer.is;
    // A disk that cannot be read is no picture's fault.
    if (answer?.is === "no_access") throw new MakerUnavailable(answer.because);
    throw new Error("The process that makes pictures smaller said something unknown.");
  } finally {
    // With a reason, as otherwise each picture makes an error with its stack.
    over.abort("over");
  }
}
