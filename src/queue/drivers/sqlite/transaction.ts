import { pack } from "../../../internal/packed-text.js";
import type { Connection } from "../../../state/stores/sqlite/connection.js";
import type { BackendSettings, JobState, PauseTarget } from "../../driver.js";

export const stateNumber: Readonly<Record<JobState, number>> = {
  waiting: 0,
  delayed: 1,
  retrying: 2,
  active: 3,
  completed: 4,
  dead: 5,
};

type Counted = Record<JobState, number>;

export interface QueueRow extends Counted {
  readonly id: number;
  /** The last number that was given to a job or a turn. */
  seq: number;
  /** The last fencing token. It outlives the lanes. */
  token: number;
  keepMs: number;
  keepCount: number;
}

export interface LaneRow extends Counted {
  readonly id: number;
  readonly name: string;
  priority: number;
  turn: number;
  ready: number;
  nextAt: number | null;
  lastAt: number;
  retryAt: number | null;
  token: number | null;
  leasedAt: number | null;
  leaseMs: number | null;
}

const latest = 8.64e15;
/** A time as SQLite keeps it: a whole number of ms. */
export const instant = (at: number): number => Math.min(Math.ceil(at), latest);

/** One SQLite transaction, which serves many calls. Those of one backend in a row share what was read. */
export class Batch {
  readonly #sql: Connection;
  #owner: object | undefined;
  #part: Transaction | undefined;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  part(owner: object, begin: (sql: Connection) => Transaction): Transaction {
    if (this.#part && this.#owner === owner) return this.#part;
    this.flush();
    this.#owner = owner;
    this.#part = begin(this.#sql);
    return this.#part;
  }

  flush(): void {
    this.#part?.flush();
  }
}

/** One backend's part of a transaction: rows of the queue and of lanes are read once, changed here, and written by `flush`. */
export class Transaction {
  readonly sql: Connection;
  readonly settings: BackendSettings;
  readonly now: number;
  readonly queue: QueueRow;
  /** What is paused, once it was asked for. */
  pauses: readonly PauseTarget[] | undefined;
  readonly #lanes = new Map<number, LaneRow>();
  readonly #byName = new Map<string, LaneRow>();
  readonly #changed = new Set<LaneRow>();

  constructor(sql: Connection, name: string, settings: BackendSettings, now: number) {
    this.sql = sql;
    this.settings = settings;
    this.now = Math.floor(now);
    const find = () => sql.get<QueueRow>("SELECT * FROM queue_queues WHERE name = ?", pack(name));
    let queue = find();
    if (!queue) {
      sql.run("INSERT INTO queue_queues (name) VALUES (?)", pack(name));
      queue = find();
    }
    if (!queue) throw new Error("a row that was just written is not there");
    this.queue = queue;
  }

  /** The next number: what has a larger one came later. */
  next(): number {
    this.queue.seq += 1;
    return this.queue.seq;
  }

  findLane(name: string): LaneRow | undefined {
    const packed = pack(name);
    const find = "SELECT * FROM queue_lanes WHERE queue = ? AND name = ?";
    return this.#byName.get(packed) ?? this.know(this.sql.get<LaneRow>(find, this.queue.id, packed));
  }

  /** The lane, made where it is not there. */
  lane(name: string): LaneRow {
    const insert = "INSERT INTO queue_lanes (queue, name) VALUES (?, ?) RETURNING *";
    const lane = this.findLane(name) ?? this.know(this.sql.get<LaneRow>(insert, this.queue.id, pack(name)));
    if (!lane) throw new Error("a row that was just written is not there");
    this.touch(lane);
    return lane;
  }

  laneOf(id: number): LaneRow {
    const lane = this.#lanes.get(id) ?? this.know(this.sql.get<LaneRow>("SELECT * FROM queue_lanes WHERE id = ?", id));
    if (!lane)
      throw new Error(`the jobs of lane ${id} have no row in queue_lanes: the file was changed by something else`);
    return lane;
  }

  /** The one row of each lane that this transaction works with. */
  know(row: LaneRow | undefined): LaneRow | undefined {
    if (!row) return undefined;
    const known = this.#lanes.get(row.id);
    if (known) return known;
    this.#lanes.set(row.id, row);
    this.#byName.set(row.name, row);
    return row;
  }

  /** The lane is written, and put in its place among those that are due, by the next `flush`. */
  touch(lane: LaneRow): void {
    this.#changed.add(lane);
  }

  count(lane: LaneRow, from: JobState | undefined, to: JobState | undefined, jobs = 1): void {
    if (from) {
      lane[from] -= jobs;
      this.queue[from] -= jobs;
    }
    if (to) {
      lane[to] += jobs;
      this.queue[to] += jobs;
    }
    this.touch(lane);
  }

  /** By the settings of this process: who only adds may have others, and puts a lane among those that are due too early. */
  isDue(lane: LaneRow): boolean {
    const at = this.#nextAt(lane);
    return at !== null && at <= this.now;
  }

  /** Writes what was changed. Whatever looks for lanes by an index comes after it. */
  flush(): void {
    if (this.#changed.size === 0) return;
    for (const lane of this.#changed) {
      this.#schedule(lane);
      this.#save(lane);
    }
    this.#changed.clear();
    const { id, seq, token, waiting, delayed, retrying, active, completed, dead, keepMs, keepCount } = this.queue;
    this.sql.run(
      `UPDATE queue_queues SET seq = ?, token = ?, waiting = ?, delayed = ?, retrying = ?, active = ?, completed = ?, dead = ?,
       keepMs = ?, keepCount = ? WHERE id = ?`,
      ...[seq, token, waiting, delayed, retrying, active, completed, dead, keepMs, keepCount, id],
    );
  }

  /** Writes what was changed and forgets what was read: the rows are about to be changed by SQL alone. */
  reset(): void {
    this.flush();
    this.#lanes.clear();
    this.#byName.clear();
  }

  #schedule(lane: LaneRow): void {
    lane.nextAt = this.#nextAt(lane);
    if (lane.nextAt === null || lane.nextAt > this.now) lane.ready = 0;
    else if (lane.ready === 0) {
      lane.ready = 1;
      lane.turn = this.next();
    }
  }

  /** When the lane may be handed out, if nothing happens before. */
  #nextAt(lane: LaneRow): number | null {
    if (lane.leasedAt !== null) return lane.leasedAt + (lane.leaseMs ?? 0);
    if (lane.retrying > 0) return lane.retryAt;
    if (lane.waiting === 0) return null;
    const { debounceMs, maxWaitMs, maxSize } = this.settings;
    if (debounceMs <= 0 || lane.waiting >= maxSize) return this.now;
    const oldest = this.sql.get<{ at: number }>(
      "SELECT at FROM queue_jobs WHERE lane = ? AND state = 0 ORDER BY pos LIMIT 1",
      lane.id,
    );
    return instant(Math.min(lane.lastAt + debounceMs, (oldest?.at ?? this.now) + maxWaitMs));
  }

  #save(lane: LaneRow): void {
    const { id, waiting, delayed, retrying, active, completed, dead } = lane;
    if (waiting + delayed + retrying + active + completed + dead === 0) {
      this.sql.run("DELETE FROM queue_lanes WHERE id = ?", id);
      this.#lanes.delete(id);
      this.#byName.delete(lane.name);
      return;
    }
    const { priority, turn, ready, nextAt, lastAt, retryAt, token, leasedAt, leaseMs } = lane;
    this.sql.run(
      `UPDATE queue_lanes SET waiting = ?, delayed = ?, retrying = ?, active = ?, completed = ?, dead = ?, priority = ?,
       turn = ?, ready = ?, nextAt = ?, lastAt = ?, retryAt = ?, token = ?, leasedAt = ?, leaseMs = ? WHERE id = ?`,
      ...[waiting, delayed, retrying, active, completed, dead, priority],
      ...[turn, ready, nextAt, lastAt, retryAt, token, leasedAt, leaseMs, id],
    );
  }
}
