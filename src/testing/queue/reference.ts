import {
  type JobCounts,
  type JobState,
  jobStates,
  type Lease,
  type NewJob,
  type Outcome,
  type Settled,
} from "../../queue/driver.js";

interface ModelLane {
  waiting: string[];
  opened: string[];
  token: number;
  /** When its lease runs out, or its retry is due. */
  until: number;
  isPaused: boolean;
}

/** A queue as simple as it can be: what is due at one instant, lane by lane. It has no delays, bursts or turns. */
export class Reference {
  readonly #maxSize: number;
  readonly #leaseMs: number;
  readonly #lanes = new Map<string, ModelLane>();
  readonly #states = new Map<string, JobState | "gone">();
  readonly #laneOf = new Map<string, string>();
  #now = 0;

  constructor(maxSize: number, leaseMs: number) {
    this.#maxSize = maxSize;
    this.#leaseMs = leaseMs;
  }

  addAll(jobs: readonly NewJob[]): ("added" | "duplicate")[] {
    return jobs.map(({ id, lane }) => {
      if (this.#states.has(id)) return "duplicate";
      this.#wait(id, lane);
      return "added";
    });
  }

  /** Every lane that is due, given the tokens that the driver chose: the jobs of its lease, and whether it is recovered. */
  take(tokens: readonly { readonly lane: string; readonly token: number }[]): Map<string, [string[], boolean]> {
    const taken = new Map<string, [string[], boolean]>();
    for (const [name, lane] of this.#lanes) {
      if (lane.isPaused || (lane.opened.length > 0 && lane.until > this.#now)) continue;
      const isRecovered = lane.opened.length > 0 && lane.token > 0;
      if (lane.opened.length === 0) lane.opened = lane.waiting.splice(0, this.#maxSize);
      if (lane.opened.length === 0) continue;
      for (const id of lane.opened) this.#states.set(id, "active");
      lane.token = tokens.find((one) => one.lane === name)?.token ?? -1;
      lane.until = this.#now + this.#leaseMs;
      taken.set(name, [[...lane.opened], isRecovered]);
    }
    return taken;
  }

  /** The jobs that are left of a lease; nothing when it is lost. */
  activeOf({ lane, token }: Lease): readonly string[] | undefined {
    const found = this.#lane(lane);
    return found.token === token && found.opened.length > 0 ? found.opened : undefined;
  }

  /** It ran out and went to nobody: a driver may take it for lost or not. */
  isUnsure(lease: Lease): boolean {
    return this.activeOf(lease) !== undefined && this.#lane(lease.lane).until <= this.#now;
  }

  settle(lease: Lease, outcomes: readonly Outcome[], isOver: boolean, retryMs: number): Settled {
    if (!this.activeOf(lease)) return "lost";
    const lane = this.#lane(lease.lane);
    const left = lane.opened.filter((id) => !outcomes.some((one) => one.id === id && one.kind !== "retry"));
    for (const { id, kind } of outcomes) if (kind !== "retry") this.#states.set(id, kind);
    lane.opened = left;
    if (outcomes.some(({ kind }) => kind === "retry")) {
      for (const id of left) this.#states.set(id, "retrying");
      lane.token = 0;
      lane.until = this.#now + retryMs;
    } else if (isOver || left.length === 0) {
      for (const id of left) this.#states.set(id, "waiting");
      lane.waiting.unshift(...left);
      lane.opened = [];
      lane.token = 0;
    }
    return lane.isPaused ? "paused" : "done";
  }

  remove(id: string): boolean {
    const state = this.#states.get(id);
    if (state === undefined || state === "gone" || state === "active" || state === "retrying") return false;
    const lane = this.#lane(this.#laneOf.get(id) ?? "");
    lane.waiting = lane.waiting.filter((one) => one !== id);
    this.#states.set(id, "gone");
    return true;
  }

  deadIds(): string[] {
    return [...this.#states].filter(([, state]) => state === "dead").map(([id]) => id);
  }

  revive(id: string): boolean {
    this.#wait(id, this.#laneOf.get(id) ?? "");
    return true;
  }

  pause(lane: string, isPaused: boolean): void {
    this.#lane(lane).isPaused = isPaused;
  }

  canMove(from: string, to: string): boolean {
    const { waiting, opened } = this.#lane(to);
    return from !== to && waiting.length + opened.length === 0;
  }

  move(from: string, to: string): number {
    const moved = this.#lane(from).waiting.splice(0);
    this.#lane(to).waiting.push(...moved);
    for (const id of moved) this.#laneOf.set(id, to);
    return moved.length;
  }

  pass(ms: number): void {
    this.#now += ms;
  }

  counts(): JobCounts {
    const counts = Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<JobState, number>;
    for (const state of this.#states.values()) if (state !== "gone") counts[state]++;
    return counts;
  }

  #wait(id: string, lane: string): void {
    this.#lane(lane).waiting.push(id);
    this.#laneOf.set(id, lane);
    this.#states.set(id, "waiting");
  }

  #lane(name: string): ModelLane {
    const lane = this.#lanes.get(name) ?? { waiting: [], opened: [], token: 0, until: 0, isPaused: false };
    this.#lanes.set(name, lane);
    return lane;
  }
}
