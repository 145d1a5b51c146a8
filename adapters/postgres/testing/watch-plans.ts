import { createPool, type Pool } from "../pools.ts";
import { asSuperuser } from "./as-superuser.ts";

/** A step of a plan as PostgreSQL tells it, with what it did. */
export type PlanStep = {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: PlanStep[];
};

/** A pool of one connection that acts as our role and tells the plan of every statement, as it was really carried out. */
export function watchPlans(
  connectionString: string,
  role: "app_api" | "app_worker",
): { pool: Pool; plansOf: (work: () => Promise<unknown>) => Promise<PlanStep[]> } {
  const settings = [
    "session_preload_libraries=auto_explain",
    "auto_explain.log_min_duration=0",
    "auto_explain.log_analyze=on",
    "auto_explain.log_format=json",
    // Of what our functions ask, too.
    "auto_explain.log_nested_statements=on",
    "client_min_messages=log",
  ];
  const options = encodeURIComponent(settings.map((setting) => `-c ${setting}`).join(" "));
  const pool = createPool({
    connectionString: `${asSuperuser(connectionString)}&options=${options}`,
    role,
    most: 1,
    onError: () => {},
  });
  let plans: PlanStep[] = [];
  pool.on("connect", (client) =>
    client.on("notice", ({ message = "" }) => {
      const json = message.slice(message.indexOf("{"));
      if (message.includes("plan:")) plans.push((JSON.parse(json) as { Plan: PlanStep }).Plan);
    }),
  );
  return {
    pool,
    plansOf: async (work) => {
      plans = [];
      await work();
      return plans.flatMap(stepsOf);
    },
  };
}

function stepsOf(step: PlanStep): PlanStep[] {
  return [step, ...(step.Plans ?? []).flatMap(stepsOf)];
}
