import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";

/** How long `quiet` waits for one piece of work, in real ms: for a receiver that hung before, only for a moment. */
const usualPatienceMs = 2_000;
const shortPatienceMs = 25;
/** How long posts may stand still whose receivers seem to wait for the gateway's time themselves, in real ms. */
const calmMs = 10;

/** A request to the gateway, an event on its way with its retries, or one post of it to a receiver's URL. */
type Work = "request" | "delivery" | { readonly receiver: string };

interface Task {
  readonly parent: Task | undefined;
  readonly startedAt: number;
  readonly kind: Work;
  children: number;
  isWaiting: boolean;
  isHanging: boolean;
}

/** Knows what is under way between the gateway and the code under test, so that the virtual clock knows when to go on. */
export class Activity {
  readonly #tasks = new Set<Task>();
  readonly #current = new AsyncLocalStorage<Task>();
  readonly #slowReceivers = new Set<string>();
  readonly #patienceMs: number;
  readonly #now: () => number;
  #changedAt = 0;

  constructor(patienceMs = usualPatienceMs, now = () => performance.now()) {
    this.#patienceMs = patienceMs;
    this.#now = now;
  }

  /** Counts `work` as under way until it ends. */
  async during<T>(kind: Work, work: () => Promise<T>): Promise<T> {
    const parent = this.#current.getStore();
    const startedAt = this.#now();
    const task: Task = { parent, startedAt, kind, children: 0, isWaiting: false, isHanging: false };
    if (parent) parent.children++;
    this.#tasks.add(task);
    this.#changedAt = startedAt;
    try {
      return await this.#current.run(task, work);
    } finally {
      if (parent) parent.children--;
      this.#tasks.delete(task);
      this.#changedAt = this.#now();
      if (typeof kind === "object" && !task.isHanging) this.#slowReceivers.delete(kind.receiver);
    }
  }

  /** Does not count the work that calls this while it waits for the time. */
  async waiting(sleep: () => Promise<void>): Promise<void> {
    const lineage: Task[] = [];
    for (let task = this.#current.getStore(); task; task = task.parent) lineage.push(task);
    const mark = (isWaiting: boolean) => {
      for (const task of lineage) task.isWaiting = isWaiting;
      this.#changedAt = this.#now();
    };
    mark(true);
    try {
      await sleep();
    } finally {
      mark(false);
    }
  }

  /** Resolves once nothing is under way, but for what waits for the time or takes too long. */
  async quiet(): Promise<void> {
    for (let calmTurns = 0; calmTurns < 3; ) {
      await nextTurn();
      calmTurns = this.#isBusy() ? 0 : calmTurns + 1;
      if (calmTurns === 0) await pause(1);
    }
  }

  #isBusy(): boolean {
    const now = this.#now();
    const tasks = [...this.#tasks];
    const busy = tasks.filter((task) => this.#isUnderWay(task, now));
    const isPosts = busy.every(({ kind }) => typeof kind === "object");
    // Their receivers seem to be asking for something that takes the gateway's time, e.g. a send with a `delay`.
    const asking = tasks.filter(({ kind, isWaiting }) => kind === "request" && isWaiting);
    const isStandstill = isPosts && busy.length <= asking.length && now - this.#changedAt > calmMs;
    return busy.length > 0 && !isStandstill;
  }

  #isUnderWay(task: Task, now: number): boolean {
    if (task.isWaiting || task.isHanging || task.children > 0) return false;
    const receiver = typeof task.kind === "object" ? task.kind.receiver : undefined;
    const isSlow = receiver !== undefined && this.#slowReceivers.has(receiver);
    if (now - task.startedAt <= (isSlow ? shortPatienceMs : this.#patienceMs)) return true;
    task.isHanging = true;
    if (receiver !== undefined) this.#slowReceivers.add(receiver);
    return false;
  }
}
