import { z } from "zod";

/** What becomes of a picture whose call may have been charged without an answer that reached us. */
export const doubtPolicies = ["repay", "ask", "fail"] as const;
export type DoubtPolicy = (typeof doubtPolicies)[number];

/** What its owner may decide on such a picture. */
export const doubtDecisions = ["draw_again", "give_up"] as const;
export type DoubtDecision = (typeof doubtDecisions)[number];

/** `POST /api/executions/:id/doubts`. */
export const DecideRequest = z.object({
  decision: z.enum(doubtDecisions).meta({
    description:
      "draw_again: it is drawn once more, at the risk of a second charge. give_up: it fails as doubted; a retry is still possible.",
  }),
  result_ids: z.array(z.uuid()).min(1).max(1000).optional().meta({
    description: "The results to decide; without them all that are undecided.",
  }),
});
export type DecideRequest = z.infer<typeof DecideRequest>;
