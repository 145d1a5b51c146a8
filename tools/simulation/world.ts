import { work } from "@bunch/core/flow/work";
import type { Acts } from "./acts.ts";
import { addBatch } from "./add-batch.ts";
import { createActs } from "./acts.ts";
import { Database, isReady, runs } from "./database.ts";
import { doorsOf } from "./doors.ts";
import { IdleBells } from "./idle-bell.ts";
import { letTimePassBy } from "./light-abort.ts";
import { PictureStore } from "./object-store.ts";
import { Provider } from "./provider.ts";
import { Carrier } from "./result-queue.ts";
import type { Batch, Schedule } from "./schedule.ts";
import { seededRandom } from "./seeded-random.ts";
import { SpoolDisk } from "./spool.ts";
import { VirtualTime } from "./virtual-time.ts";
import { Watch } from "./watch.ts";
import { type Line, WorkerProcess } from "./worker-process.ts";

const heartbeatMs = 5000;
/** Where a worker may run: whoever takes the place holds its lock. */
type Place = { machine: number; slots: number; process: WorkerProcess };

/** Everything at once: the machines, what runs on them, and what they talk to. */
export class World {
  readonly time = new VirtualTime();
  readonly database: Database;
  readonly bells: IdleBells;
  readonly carrier: Carrier;
  readonly store = new PictureStore();
  readonly disks = [new SpoolDisk("disk 0"), new SpoolDisk("disk 1")] as const;
  readonly provider: Provider;
  readonly watch: Watch;
  readonly places: Place[] = [];
  readonly line: Line;
  readonly acts: Acts;
  readonly deathAfterMs = 30_000;
  readonly cutOff = new Set<WorkerProcess>();
  isDatabaseOut = false;
  /** Whether something of what a leaving process needs was ever out of its reach. */
  hadOutage = false;
  /** Told at every door. */
  atDoor: (process: WorkerProcess) => void = () => {};
  readonly #random: () => number;
  #processes = 0;

  constructor(schedule: Schedule, plant: (acts: Acts, database: Database) => Acts) {
    letTimePassBy(this.time);
    this.#random = seededRandom(schedule.seed);
    const { time } = this;
    this.database = new Database({ time, onChange: () => this.bells.changed() });
    this.bells = new IdleBells({
      time,
      paceMayOpen: () => paceMayOpen(this.database),
      isShutOut: ({ id }) => this.database.isLeasedToAnother(id),
    });
    this.carrier = new Carrier(time);
    this.line = { isDown: (process) => this.isDatabaseOut || this.cutOff.has(process) };
    this.watch = new Watch(this);
    this.provider = new Provider({
      script: schedule.outcomes,
      usualMs: schedule.usualMs,
      time,
      received: (call) => this.watch.received(call),
    });
    this.acts = this.watch.over(plant(createActs(this.database, this.store), this.database));
    for (const batch of schedule.batches) this.submit(batch);
    for (const place of schedule.workers) this.#launch(place, []);
  }

  /** A user hands in a batch. */
  submit(batch: Batch): void {
    addBatch(this.database, batch);
  }

  /** Starts a process in a place whose lock is free: whoever had it before is proved dead by that. */
  join(place: Place): void {
    const { process } = place;
    if (process.state !== "dead" && process.state !== "left") return;
    this.places.splice(this.places.indexOf(place), 1, this.#started(place, [process.id]));
  }

  /** Notes that a process can be heard again, if nothing else keeps it from that. */
  endedTroubleOf(process: WorkerProcess): void {
    if (process.state !== "frozen" && !this.cutOff.has(process))
      process.troubledUntilMs = this.time.nowMs;
  }

  /** What waits for a moment by the wall may be due now, or later than was thought. */
  clockJumped(): void {
    const { database } = this;
    database.changed();
    for (const { notBeforeMs, execution } of database.results.values()) {
      database.changed(notBeforeMs);
      if (execution.hold) database.changed(execution.hold.untilMs);
    }
    if (database.lease) database.changed(database.lease.untilMs);
  }

  #launch(place: { machine: number; slots: number }, predecessorIds: string[]): void {
    this.places.push(this.#started(place, predecessorIds));
  }

  #started(
    { machine, slots }: { machine: number; slots: number },
    predecessorIds: string[],
  ): Place {
    const disk = this.disks[machine] ?? this.disks[0];
    const process = new WorkerProcess(
      { id: `w${(this.#processes += 1)}`, slots },
      { time: this.time, random: this.#random, atDoor: (passing) => this.atDoor(passing) },
    );
    const { acts, line, bells, carrier, provider } = this;
    const doors = doorsOf(process, {
      acts,
      line,
      bells,
      carrier,
      disk,
      provider,
      broke: (what) => this.watch.broke(what),
    });
    work(this.watch.dispatcher(process, doors), {
      workerId: process.id,
      spoolId: disk.id,
      slots,
      heartbeatMs,
      deathAfterMs: this.deathAfterMs,
      predecessorIds,
      stop: process.stop.signal,
      leave: process.leave.signal,
      started: () => {},
    }).then(
      () => {
        process.left();
        this.watch.left(process);
      },
      (cause: unknown) => this.watch.broke(`${process.id} broke: ${String(cause)}`),
    );
    return { machine, slots, process };
  }
}

/** Whether something waits that a slot could take, and only the pace of its account holds back. */
function paceMayOpen(database: Database): boolean {
  if (!database.isBraked) return false;
  let [waiting, busy, slots] = [0, 0, 0];
  for (const worker of database.workers.values()) if (!worker.left) slots += worker.slots;
  for (const execution of database.executions) {
    const { hold } = execution;
    const stands = !runs(execution) || (hold !== null && !database.isOver(hold.untilMs));
    for (const result of execution.results) {
      if (result.status === "processing" || result.handedOutMs !== null) busy += 1;
      else if (!stands && isReady(database, result)) waiting += 1;
    }
  }
  return waiting > 0 && busy < slots;
}
