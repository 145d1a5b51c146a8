import type { LimitsUse } from "@bunch/contracts/limit";
import { LimitRows } from "../limit-rows.tsx";
import type { Stories } from "../story.tsx";

const resets_at = "2026-12-01T00:00:00Z";
const use: LimitsUse = {
  requests_a_minute: { limit: 600, used: 12, resets_at },
  executions_a_day: { limit: 40, used: 40, resets_at },
  pictures_a_day: { limit: 1000, used: 640, resets_at },
  money_a_month: { limit: null, used: 48.2, resets_at },
};

export const stories: Stories = {
  "some used, one used up, one without a limit": () => <LimitRows use={use} />,
  "still to come": () => <LimitRows use={null} />,
};
