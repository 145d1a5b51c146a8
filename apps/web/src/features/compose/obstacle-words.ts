import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Obstacle } from "./readiness.ts";

/** Says beside the button why it waits. */
export function obstacleWords(obstacle: Obstacle): MessageDescriptor {
  switch (obstacle) {
    case "no_prompts":
      return msg`Write a prompt first.`;
    case "too_many_prompts":
      return msg`There are too many prompts for one batch.`;
    case "prompt_too_long":
      return msg`One of the prompts is too long.`;
    case "own_not_offered":
      return msg`A prompt asks for a shape, a size or a reference picture that is not there.`;
    case "key_missing":
      return msg`The key comes first. The simulator needs none.`;
    case "key_refused":
      return msg`The key was refused. Give another, or use the simulator.`;
    case "key_gone":
      return msg`The key you chose is no longer remembered. Choose again.`;
    case "keys_unknown":
      return msg`Which keys are remembered is not known yet.`;
    case "too_many_references":
      return msg`There are too many reference pictures for this model.`;
    default:
      return obstacle satisfies never;
  }
}
