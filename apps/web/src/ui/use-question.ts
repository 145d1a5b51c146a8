import { type RefObject, useRef, useState } from "react";

/** A question that a button opens; afterwards the focus is back on the button. */
export type Question = {
  button: RefObject<HTMLButtonElement | null>;
  /** How often it was asked: each asking is a question of its own, with nothing of the last one typed or refused in it. */
  times: number;
  isOpen: boolean;
  ask: () => void;
  close: () => void;
};

/** Opens and closes a question; until it is first asked there is nothing to fetch for it. */
export function useQuestion(): Question {
  const button = useRef<HTMLButtonElement>(null);
  const [times, setTimes] = useState(0);
  const [isOpen, setIsOpen] = useState(false);
  return {
    button,
    times,
    isOpen,
    ask: () => {
      setTimes((before) => before + 1);
      setIsOpen(true);
    },
    close: () => {
      setIsOpen(false);
      // The dialog was not there before it was first asked for, so it does not know where the focus came from.
      window.setTimeout(() => button.current?.focus());
    },
  };
}
