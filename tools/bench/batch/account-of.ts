import type { EmulatedProvider } from "../contestants/emulated-provider.ts";
import { servedMs } from "../contestants/call-figures.ts";
import { greedyBoundMs } from "../measuring/greedy-bound.ts";

/** What the provider saw of a run without faults: the bound of the latencies that it served, and what it drew. */
export async function accountOf(
  provider: EmulatedProvider,
  slots: number,
): Promise<{ boundMs: number; pictures: string[] }> {
  const calls = await provider.calls();
  const failed = calls.find(({ status }) => status !== 200);
  if (failed)
    throw new Error(
      `The emulator's ${failed.id} ended with ${failed.status}: nothing can be compared.`,
    );
  return {
    boundMs: greedyBoundMs(calls.map(servedMs), slots),
    pictures: calls.flatMap(({ imageSha256 }) => imageSha256),
  };
}
