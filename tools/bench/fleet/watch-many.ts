import { get } from "node:http";
import { createInterface } from "node:readline";

// Holds many event streams open, in a process of its own so that reading them is on nobody's account. The addresses come as a
// line; after "count" the delays of what comes are kept, and "tell" prints them: from the event's time to its arrival, in ms.

let isCounting = false;
let open = 0;
let broken = 0;
const delaysMs: number[] = [];

console.log("awake");
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const nextLine = async () => String((await lines.next()).value);
const urls = JSON.parse(await nextLine()) as string[];
const { promise: allOpen, resolve } = Promise.withResolvers<void>();
let next = 0;
// A few at a time: two thousand at once would only measure how connections are taken.
for (let lane = 0; lane < 20; lane += 1) watchNext();
await allOpen;
console.log("all watch");
await nextLine();
isCounting = true;
console.log("counting");
await nextLine();
console.log(`delays ${JSON.stringify({ delaysMs, broken })}`);

function watchNext(): void {
  const url = urls[next++];
  if (url === undefined) return;
  let rest = "";
  let isOpen = false;
  get(url, { agent: false }, (response) => {
    if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}.`);
    response.setEncoding("utf8").on("data", (text: string) => {
      const nowMs = Date.now();
      const blocks = (rest + text).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        if (!block.startsWith("event:")) continue;
        if (!isOpen) {
          isOpen = true;
          open += 1;
          if (open === urls.length) resolve();
          else watchNext();
        } else if (isCounting) {
          const at = /"at":"([^"]+)"/.exec(block)?.[1];
          if (at) delaysMs.push(nowMs - Date.parse(at));
        }
      }
    });
    response.once("close", () => (broken += 1));
  }).on("error", () => (broken += 1));
}
