import { accountStates } from "./account.ts";
import { adminStates } from "./admin.ts";
import { analyticsStates } from "./analytics.ts";
import { faceStates } from "./faces.ts";
import { historyStates } from "./history.ts";
import { keyStates } from "./keys.ts";
import { listStates } from "./lists.ts";
import { modelStates } from "./models.ts";
import { overStates } from "./over.ts";
import { pictureStates } from "./pictures.ts";
import { processingStates } from "./processing.ts";
import { questionStates } from "./questions.ts";
import { resultStates } from "./results.ts";
import { reviewStates } from "./review.ts";
import { setStates } from "./sets.ts";
import { signInStates } from "./sign-in.ts";
import type { State } from "./state.ts";
import { wizardStates } from "./wizard.ts";

/** Every page of the web app in every state that people may see, in the order in which they come to it. */
export function everyState(language: "en" | "fr"): State[] {
  return [
    ...wizardStates,
    ...keyStates,
    ...listStates,
    ...reviewStates,
    ...modelStates,
    ...processingStates,
    ...overStates,
    ...resultStates,
    ...pictureStates,
    ...questionStates,
    ...setStates,
    ...historyStates(language),
    ...analyticsStates,
    ...accountStates,
    ...signInStates,
    ...adminStates,
    ...faceStates,
  ];
}
