import type { Browser } from "playwright-core";
import { openPage } from "../../testing/open-browser.ts";
import type { Bunch } from "../../testing/start-bunch.ts";
import { until } from "../../testing/until.ts";
import type { Measure } from "./measure.ts";
import { probe, shiftOf } from "./page-probe.ts";

const mostShift = 0.02;
const pictures = 60;

/** How far things jump on the page of progress and on the gallery while pictures arrive in them. */
export async function measureArrival(browser: Browser, bunch: Bunch): Promise<Measure[]> {
  const places = [
    { name: "progress", addressOf: (id: string) => `/nano-banana/executions/${id}/processing` },
    { name: "gallery", addressOf: (id: string) => `/nano-banana/executions/${id}` },
  ];
  const measured: Measure[] = [];
  for (const { name, addressOf } of places) {
    const form = new FormData();
    form.set("prompts", JSON.stringify(Array.from({ length: pictures }, (_, n) => `hare ${n}`)));
    form.set("model", "simulator");
    const { page, close } = await openPage(browser);
    try {
      await probe(page);
      const { execution_id: id } = await bunch.client.execute(form, crypto.randomUUID());
      await page.goto(`${bunch.url}${addressOf(id)}`);
      await until(
        "the batch is drawn",
        async () => (await bunch.client.getExecution(id)).completed_at !== null,
        { withinMs: 60_000 },
      );
      await until(
        "its pictures are seen",
        async () => (await page.getByRole("img").count()) > pictures / 3,
      );
      measured.push({
        name: `layout shift of the ${name} while ${pictures} pictures come`,
        value: await shiftOf(page),
        most: mostShift,
        unit: "shift",
      });
    } finally {
      await close();
    }
  }
  return measured;
}
