import type { Delivery, PlannedAnswer, Scenario } from "./scenario.ts";

const picture: PlannedAnswer = {
  kind: "answer",
  parts: [{ picture: "final" }],
  finishReason: "STOP",
};

function fault(delivery: Delivery, says: string): Scenario {
  return { says, reply: picture, delivery, ambiguous: true };
}

/** Every way in which a picture that was drawn does not reach the caller. */
export const faultScenarios = {
  hang_before_headers: fault("hang_before_headers", "silence until released"),
  hang_mid_body: fault("hang_mid_body", "half of the body, then silence until released"),
  reset_after_accept: fault("reset_after_accept", "the connection is reset before any answer"),
  reset_mid_body: fault("reset_mid_body", "half of the body, then a reset"),
  truncated_json: fault("cut_chunked", "200, ended properly, half of the JSON"),
  truncated_json_length: fault(
    "cut_with_length",
    "200, half of the JSON, and the length says so too",
  ),
  truncated_body: fault(
    "closed_before_length",
    "200, closed long before the length that was announced",
  ),
} satisfies Record<string, Scenario>;
