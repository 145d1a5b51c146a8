import { expect, test } from "vitest";
import { AnswerRoom } from "./answer-room.ts";
import { Room } from "./room.ts";

const never = new AbortController().signal;

/** Lets everybody who may go on do so. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Enters, and tells by the name who is inside. */
function enterAs(name: string, inside: Set<string>, entering: Promise<() => void>) {
  return entering.then((giveBack) => {
    inside.add(name);
    return () => {
      inside.delete(name);
      giveBack();
    };
  });
}

test("F19: who fits is inside at once, who does not waits until others leave, in order", async () => {
  const room = new Room({ bytes: 100 });
  const inside = new Set<string>();
  const enter = (name: string, bytes: number) =>
    enterAs(name, inside, room.enter({ bytes, signal: never }));
  const leaveA = await enter("a", 60);
  const leaveB = await enter("b", 40);
  const c = enter("c", 50);
  const d = enter("d", 10);
  leaveB();
  await settled();
  // The last would fit, but the one before it must not be passed for ever.
  expect([...inside]).toEqual(["a"]);
  leaveA();
  await Promise.all([c, d]);
  expect([...inside]).toEqual(["c", "d"]);
});

test("F19: what is larger than the room gets in, alone", async () => {
  const room = new Room({ bytes: 100 });
  const inside = new Set<string>();
  const enter = (name: string, bytes: number) =>
    enterAs(name, inside, room.enter({ bytes, signal: never }));
  const leaveSmall = await enter("small", 1);
  const huge = enter("huge", 1000);
  const next = enter("next", 1);
  await settled();
  expect([...inside]).toEqual(["small"]);
  leaveSmall();
  const leaveHuge = await huge;
  await settled();
  expect([...inside]).toEqual(["huge"]);
  leaveHuge();
  await next;
  expect([...inside]).toEqual(["next"]);
});

test("F19: what is given back twice is given back once", async () => {
  const room = new Room({ bytes: 100 });
  const inside = new Set<string>();
  const giveBack = await room.enter({ bytes: 50, signal: never });
  await room.enter({ bytes: 50, signal: never });
  giveBack();
  giveBack();
  await enterAs("a", inside, room.enter({ bytes: 50, signal: never }));
  void enterAs("b", inside, room.enter({ bytes: 50, signal: never }));
  await settled();
  expect([...inside]).toEqual(["a"]);
});

test("F19: who leaves the queue lets those behind it in, and who comes too late is refused", async () => {
  const room = new Room({ bytes: 100 });
  const inside = new Set<string>();
  await room.enter({ bytes: 60, signal: never });
  const leave = new AbortController();
  const large = room.enter({ bytes: 100, signal: leave.signal });
  const behind = enterAs("behind", inside, room.enter({ bytes: 40, signal: never }));
  const refused = expect(large).rejects.toThrow(/abort/i);
  leave.abort();
  await refused;
  await behind;
  expect([...inside]).toEqual(["behind"]);
  await expect(room.enter({ bytes: 1, signal: leave.signal })).rejects.toThrow(/abort/i);
});

test("F19: small answers never queue behind large ones, nor large ones behind small ones", async () => {
  const room = new AnswerRoom({ bytes: 160 });
  const inside = new Set<string>();
  const enter = (name: string, bytes: number) =>
    enterAs(name, inside, room.enter({ bytes, signal: never }));
  const leaveLarge = await enter("large", 100);
  const second = enter("second", 100);
  for (let count = 0; count < 4; count += 1) await enter(`small ${count}`, 10);
  void enter("small 4", 10);
  await settled();
  expect(inside.size).toBe(5);
  leaveLarge();
  await second;
  expect(inside.has("small 4")).toBe(false);
});

test("F19, F11: whoever leaves gets in where there is room, for one last try", async () => {
  const room = new Room({ bytes: 100 });
  const leave = AbortSignal.abort();
  const giveBack = await room.enter({ bytes: 60, signal: leave });
  await expect(room.enter({ bytes: 60, signal: leave })).rejects.toThrow(/abort/i);
  giveBack();
  await room.enter({ bytes: 60, signal: leave });
});
