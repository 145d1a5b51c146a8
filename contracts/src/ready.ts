import { z } from "zod";

/** `GET /ready`: all that it needs is up; `degraded` names what is away and stops nothing that is asked of this process. */
export const Ready = z
  .object({
    status: z.literal("ready"),
    version: z.string(),
    degraded: z.array(z.string()).meta({ examples: [["queue"]] }),
  })
  .meta({ id: "Ready" });
export type Ready = z.infer<typeof Ready>;
