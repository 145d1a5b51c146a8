import type { Execution } from "@bunch/contracts/execution";
import type { SlotState as Outlined } from "@bunch/contracts/outline";
import type { Result } from "@bunch/contracts/result";

/** All that a tile of the light table is drawn from. */
export type LightTileProps = {
  execution: Execution;
  slot: number;
  place: number;
  /** Undefined until it has come; the outline's state stands in for it. */
  result: Result | undefined;
  outlined: Outlined;
  stars: number;
  isRejected: boolean;
  isSelected: boolean;
  isActive: boolean;
  isSmall: boolean;
  /** Its picture comes a moment later. */
  isBare: boolean;
  widthPx: number;
  ratio: number;
  column: number;
  total: number;
  /** How many pictures lie here on each other; 1 is a single one. */
  height: number;
  /** It begins a stack that lies open. */
  isOpenStack: boolean;
  address: string;
  /** Told of a picture that could not be saved, and of nothing once it is tried again. */
  onProblem: (problem: unknown, again: () => void) => void;
};
