import { changeExecution } from "./user.ts";
import type { Fault } from "./schedule.ts";
import type { World } from "./world.ts";

/** How long a process that is told to end may let its calls end, and how long after that it is killed. */
const graceMs = 25_000;
const killMs = 20_000;

/** Lets one fault strike, or the user do something. */
export function strike(world: World, fault: Fault): void {
  const { time } = world;
  switch (fault.do) {
    case "crash":
      return processOf(world, fault).crash();
    case "join": {
      const place = placeOf(world, fault);
      return world.join(place);
    }
    case "drain":
    case "leave": {
      const process = processOf(world, fault);
      if (process.state === "dead") return;
      process.goesOn(() => process.stop.abort());
      time.in(fault.do === "drain" ? graceMs : 0, () => {
        process.goesOn(() => process.leave.abort());
        time.in(killMs, () => {
          if (process.state !== "left") process.crash();
        });
      });
      return;
    }
    case "freeze": {
      const process = processOf(world, fault);
      if (process.state !== "runs") return;
      process.freeze();
      process.troubledUntilMs = Infinity;
      time.in(fault.ms, () => {
        process.thaw();
        world.endedTroubleOf(process);
      });
      return;
    }
    case "cut_off": {
      const process = processOf(world, fault);
      world.cutOff.add(process);
      world.hadOutage = true;
      process.troubledUntilMs = Infinity;
      time.in(fault.ms, () => {
        world.cutOff.delete(process);
        world.endedTroubleOf(process);
      });
      return;
    }
    case "database_out":
      world.isDatabaseOut = true;
      world.hadOutage = true;
      time.in(fault.ms, () => (world.isDatabaseOut = false));
      return;
    case "store_out":
      world.store.isOut = true;
      world.hadOutage = true;
      time.in(fault.ms, () => (world.store.isOut = false));
      return;
    case "disk_full": {
      const disk = world.disks[fault.machine === 1 ? 1 : 0];
      disk.isFull = true;
      time.in(fault.ms, () => (disk.isFull = false));
      return;
    }
    case "queue_lost":
      return world.carrier.loseAll();
    case "queue_twice":
      return world.carrier.deliverAgain();
    case "clock_jump":
      time.wallJumpMs += fault.ms;
      return world.clockJumped();
    case "pause":
    case "resume":
    case "cancel":
    case "retry":
    case "draw_again":
    case "give_up":
      return changeExecution(world.database, fault);
    case "submit":
      return world.submit(fault.batch);
    default:
      throw new Error(`Unknown fault ${JSON.stringify(fault satisfies never)}`);
  }
}

function placeOf(world: World, { worker }: { worker: number }) {
  return world.places[worker % world.places.length]!;
}

/** The process that a fault is for. */
export function processOf(world: World, which: { worker: number }) {
  return placeOf(world, which).process;
}
