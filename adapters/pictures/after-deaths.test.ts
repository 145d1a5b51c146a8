import { expect, test } from "vitest";
import { afterDeaths } from "./after-deaths.ts";
import type { Death } from "./start-inspection-process.ts";

const death = (by: Death["by"]): Death => ({ by, how: "SIGSEGV" });

test("R17: a picture that breaks or hangs its decoder twice is given up, after one more try at once", () => {
  for (const by of ["itself", "deadline"] as const) {
    expect(afterDeaths([death(by)])).toEqual({ do: "try_again", afterMs: 0 });
    expect(afterDeaths([death(by), death("itself")])).toEqual({ do: "give_up" });
  }
});

test("R17: deaths from outside, as memory runs out, are waited for longer and longer, six times at most", () => {
  const waits: number[] = [];
  const deaths: Death[] = [];
  for (;;) {
    deaths.push(death("others"));
    const next = afterDeaths(deaths);
    if (next.do === "give_up") break;
    waits.push(next.afterMs);
  }
  expect(deaths).toHaveLength(6);
  expect(waits).toEqual([0, 500, 1000, 2000, 4000]);
  expect(afterDeaths([death("others"), death("itself")])).toMatchObject({ do: "try_again" });
});
