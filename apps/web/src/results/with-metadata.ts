import { createStore, useStore } from "../store.ts";

const store = createStore(false);
const change = (isOn: boolean) => store.set(() => isOn);

/** Whether pictures are saved with their prompt and settings in them: off, until somebody ticks it on this page. */
export function useWithMetadata(): [boolean, (isOn: boolean) => void] {
  return [useStore(store), change];
}
