import { useState } from "react";

/** The place in focus: it stays with its picture while others come and go before it. */
export function useActive(slots: Int32Array): [number, (place: number) => void] {
  const [active, setActive] = useState({ place: 0, slot: -1 });
  const last = Math.max(0, slots.length - 1);
  const isThere = active.slot < 0 || slots[active.place] === active.slot;
  const moved = isThere ? active.place : slots.indexOf(active.slot);
  const place = Math.min(last, moved >= 0 ? moved : active.place);
  const choose = (to: number) => {
    const slot = slots[to] ?? -1;
    setActive((before) =>
      before.place === to && before.slot === slot ? before : { place: to, slot },
    );
  };
  return [place, choose];
}
