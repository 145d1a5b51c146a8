import type { AnalyticsQuery } from "@bunch/contracts/analytics";
import { useAddressChoice } from "../../use-address-choice.ts";
import { daysOf, readSpan, todayHere, writeSpan } from "./span.ts";

/** What the page is asked for, as its address has it, and the ways to change that. */
export function useAsked() {
  const [time, setTime] = useAddressChoice("time");
  const [model, setModel] = useAddressChoice("model");
  const [of, setOf] = useAddressChoice("of");
  const span = readSpan(time);
  const today = todayHere();
  const query: AnalyticsQuery = {
    ...daysOf(span, today),
    time_zone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(model === "" ? {} : { model }),
    ...(of === "everybody" ? { user: of } : {}),
  };
  return {
    query,
    today,
    time: writeSpan(span),
    setTime,
    model,
    setModel,
    isEverybody: of === "everybody",
    setEverybody: (isEverybody: boolean) => setOf(isEverybody ? "everybody" : ""),
  };
}
