import type { RequestRefused } from "@bunch/contracts/client";
import type { ExecutionEvent } from "@bunch/contracts/event";
import type { Execution } from "@bunch/contracts/execution";

/** What the tabs of a browser tell each other of one execution. */
export type Told =
  /** As it stands after event `sequence`: what one begins with, or goes on with after a gap. */
  | { say: "snapshot"; id: string; sequence: number; execution: Execution }
  | { say: "event"; id: string; event: ExecutionEvent }
  /** As the server answered when asked; with `isPolling` because no event gets through. */
  | { say: "asked"; id: string; execution: Execution; isPolling: boolean }
  | { say: "refused"; id: string; status: number; error: RequestRefused["error"] };

/** Whether events come; `polling` where they do not get through and the server is asked instead. */
export type LineState = "opening" | "live" | "broken" | "polling";

/** An execution that is watched, and the last event of it that is known. */
export type Place = { id: string; sequence: number | null };

/** What goes over the channel that the tabs share. */
export type Message =
  /** A tab says what it watches: when that changes, when it is asked, and when it has heard nothing for a while. */
  | { say: "want"; tab: string; places: Place[] }
  /** The tab that has taken over the line asks what it is to watch. */
  | { say: "who" }
  | { say: "line"; line: LineState }
  | { say: "told"; told: Told }
  /** For one tab that came later, or was left behind. */
  | { say: "catch up"; tab: string; told: Told };
