import { limitNames, type LimitName, type Limits } from "@bunch/contracts/limit";

/** The limits as they are typed; empty is none. */
export type TypedLimits = Record<LimitName, string>;

const mostOf: Record<LimitName, number> = {
  requests_a_minute: 1_000_000_000,
  executions_a_day: 1_000_000_000,
  pictures_a_day: 1_000_000_000,
  money_a_month: 1_000_000,
};

/** Limits as a form shows them; money with the comma of those who write it so. */
export function typedLimits(limits: Limits, isComma: boolean): TypedLimits {
  const text = (name: LimitName) => {
    const value = limits[name];
    if (value === null) return "";
    return name === "money_a_month" && isComma ? String(value).replace(".", ",") : String(value);
  };
  return {
    requests_a_minute: text("requests_a_minute"),
    executions_a_day: text("executions_a_day"),
    pictures_a_day: text("pictures_a_day"),
    money_a_month: text("money_a_month"),
  };
}

/** Reads them as people type them: `1 000`, `2,50 $`; and says which of them are none that hold. */
export function readLimits(typed: TypedLimits): { limits: Limits; wrong: LimitName[] } {
  const limits: Limits = {
    requests_a_minute: null,
    executions_a_day: null,
    pictures_a_day: null,
    money_a_month: null,
  };
  const wrong: LimitName[] = [];
  for (const name of limitNames) {
    const text = typed[name].replace(/[\s\u00a0\u202f$]/g, "").replace(",", ".");
    if (text === "") continue;
    const form = name === "money_a_month" ? /^(\d+(\.\d{1,2})?|\.\d{1,2})$/ : /^\d+$/;
    const value = form.test(text) ? Number(text) : Number.NaN;
    if (value > 0 && value <= mostOf[name]) limits[name] = value;
    else wrong.push(name);
  }
  return { limits, wrong };
}
