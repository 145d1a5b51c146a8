import { LimitWay } from "../limit-way.tsx";
import type { Stories } from "../story.tsx";

export const stories: Stories = {
  "free again at a known time": () => <LimitWay freeAt="2026-12-01T00:00:00Z" />,
  "nobody knows when": () => <LimitWay freeAt={null} />,
};
