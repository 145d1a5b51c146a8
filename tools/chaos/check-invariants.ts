import { checkMoney } from "./check-money.ts";
import { checkPeople } from "./check-people.ts";
import { checkPictures } from "./check-pictures.ts";
import { checkStates } from "./check-states.ts";
import type { Evidence } from "./evidence.ts";

/** I1 to I10, each violation as a sentence with its number; empty when all hold. */
export function checkInvariants(evidence: Evidence): string[] {
  return [
    ...checkStates(evidence),
    ...checkPictures(evidence),
    ...checkMoney(evidence),
    ...checkPeople(evidence),
  ];
}
