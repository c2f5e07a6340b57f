import { randomUUID } from "node:crypto";
import { QueueDriverError } from "../../../errors/index.js";
import type {
  BackendSettings,
  JobCounts,
  JobRecord,
  JobState,
  LaneInfo,
  Lease,
  NewJob,
  Outcome,
  Page,
  PauseTarget,
  QueueBackend,
  Settled,
  TakeOptions,
} from "../../driver.js";
import { Adder } from "./adder.js";
import {
  decode,
  encode,
  letters,
  millisOf,
  numberOf,
  settingsArgs,
  targetArg,
  targetOf,
  type View,
  viewedRecord,
} from "./codec.js";
import type { Connections } from "./connection.js";
import { type Answer, run, type Wake } from "./scripts.js";
import { Settler, settledOf } from "./settler.js";
import { type Taken, Taker } from "./taker.js";
import { Wakes } from "./wakes.js";

export interface BackendOptions {
  readonly connections: Connections;
  /** What all keys of the queue begin with; it has a hash tag. */
  readonly keys: string;
  readonly settings: BackendSettings;
  readonly sweepMs: number;
  /** Called before the first script. */
  readonly begin: () => void;
  /** An error of a wake, which the next look makes good. */
  readonly failed: (error: unknown) => void;
  readonly closed: () => void;
}

/** The jobs of one queue in Redis. Each call is one script, see `lua/`. */
export class BullmqBackend implements QueueBackend {
  readonly #options: BackendOptions;
  readonly #settings: readonly string[];
  readonly #adder: Adder;
  readonly #settler: Settler;
  readonly #taker: Taker;
  readonly #wakes: Wakes;
  /** Lanes that this process released and is about to take again itself. */
  readonly #owed = new Map<string, Wake>();
  readonly #name = randomUUID();
  /** Lanes that are given back. */
  readonly #leaving = new Set<string>();
  #calls = 0;
  #closing: Promise<void> | undefined;

  constructor(options: BackendOptions) {
    const { connections, keys, sweepMs, failed } = options;
    this.#options = options;
    this.#settings = settingsArgs(options.settings);
    this.#adder = new Adder((args) => this.#append(args));
    this.#settler = new Settler((args) => this.#record(args));
    this.#taker = new Taker(
      (max, lanes) => this.#ask(max, lanes),
      sweepMs,
      (lane, delayMs) => this.#wakes.send([{ lane, delayMs }]),
    );
    this.#wakes = new Wakes(() => connections.patient, keys, {
      isWanted: () => this.#taker.wanted > 0,
      ring: (lane) => this.#taker.ring(lane),
      failed,
    });
  }

  addAll(jobs: readonly NewJob[]) {
    return this.#closing ? refusal() : this.#adder.add(jobs);
  }

  async #append(args: readonly string[]): Promise<string> {
    const { value, wakes } = await this.#run<string>("append", [this.#word(), ...args]);
    // Who waits here is told without a detour, and others only of what is more than these can take.
    const now = wakes.filter(({ delayMs }) => delayMs <= 0);
    if (now.length > 0 && this.#taker.wanted > 0) this.#taker.look();
    this.#wakes.send(now.length <= this.#taker.wanted ? wakes.filter(({ delayMs }) => delayMs > 0) : wakes);
    return value;
  }

  take(options: TakeOptions): Promise<Lease[]> {
    if (this.#closing) return refusal();
    this.#owed.clear();
    const taken = this.#taker.take(options);
    if (options.waitMs > 0) this.#wakes.listen();
    return taken;
  }

  async #ask(max: number, lanes: readonly string[]): Promise<Taken> {
    const { value, wakes } = await this.#run<Taken>("take", [numberOf(max), ...lanes]);
    this.#wakes.send(wakes.filter(({ delayMs }) => delayMs > 0));
    return value;
  }

  async renew(lease: Lease): Promise<number | undefined> {
    return (await this.#change<number | null>("renew", leaseArgs(lease))) ?? undefined;
  }

  async settle(lease: Lease, outcomes: readonly Outcome[], isOver = false): Promise<Settled> {
    if (this.#closing) return refusal();
    const lane = encode(lease.lane);
    if (isOver) this.#leaving.add(lane);
    try {
      return await this.#settler.settle(lease, outcomes, isOver, this.#word());
    } finally {
      this.#leaving.delete(lane);
    }
  }

  async #record(args: readonly string[]): Promise<readonly number[]> {
    const { value, wakes } = await this.#run<number[]>("settle", args);
    if (this.#taker.wanted > 0) this.#taker.look();
    for (const wake of wakes) {
      // A worker that settles usually takes again, and finds the lane by itself. One that gives a lane back may be leaving.
      if (wake.delayMs > 0 || this.#leaving.has(wake.lane)) this.#wakes.send([wake]);
      else if (this.#taker.wanted === 0) this.#owed.set(wake.lane, wake);
    }
    return value;
  }

  async setProgress(lease: Lease, id: string, progress: string): Promise<Settled> {
    const told = await this.#change<number[]>("progress", [...leaseArgs(lease), encode(id), progress]);
    return settledOf(told[0], told[1]);
  }

  async get(id: string): Promise<JobRecord | undefined> {
    const view = await this.#change<View | null>("get", [encode(id)]);
    return view ? viewedRecord(view) : undefined;
  }

  async list({
    state,
    lane,
    limit,
    cursor = "",
  }: {
    state: JobState;
    lane?: string;
    limit: number;
    cursor?: string;
  }): Promise<Page> {
    const views = await this.#change<View[]>("list", [letters[state], laneArg(lane), numberOf(limit), cursor]);
    const last = views.length === limit ? views.at(-1) : undefined;
    return { jobs: views.map(viewedRecord), ...(last && { cursor: last[6] }) };
  }

  async counts(lane?: string): Promise<JobCounts> {
    const [waiting = 0, delayed = 0, active = 0, retrying = 0, completed = 0, dead = 0] = await this.#change<number[]>(
      "counts",
      [laneArg(lane)],
    );
    return { waiting, delayed, retrying, active, completed, dead };
  }

  async oldestWaitingAt(): Promise<number | undefined> {
    const stamp = await this.#change<string | null>("oldest", []);
    return stamp ? millisOf(stamp) : undefined;
  }

  async lanes({ limit, cursor = "" }: { limit: number; cursor?: string }) {
    const found = await this.#change<[string, number, number, string][]>("lanesOf", [numberOf(limit), cursor]);
    const lanes = found.map(
      ([lane, waiting, active, stamp]): LaneInfo => ({
        lane: decode(lane),
        waiting,
        active,
        ...(stamp !== "" && { oldestAt: millisOf(stamp) }),
      }),
    );
    const last = lanes.length === limit ? found.at(-1) : undefined;
    return { lanes, ...(last && { cursor: `l${last[0]}` }) };
  }

  async remove(id: string): Promise<boolean> {
    return (await this.#change<number>("remove", [encode(id)])) === 1;
  }

  async revive(id: string): Promise<boolean> {
    return (await this.#change<number>("wait", [encode(id), letters.dead])) === 1;
  }

  async promote(id: string): Promise<boolean> {
    return (await this.#change<number>("wait", [encode(id), letters.delayed])) === 1;
  }

  async move(from: string, to: string): Promise<number> {
    return from === to && !this.#closing ? 0 : this.#change<number>("move", [encode(from), encode(to)]);
  }

  async pause(target: PauseTarget, forMs?: number): Promise<void> {
    await this.#change("pause", [targetArg(target), forMs === undefined ? "" : numberOf(forMs)]);
  }

  async resume(target: PauseTarget): Promise<void> {
    await this.#change("unpause", [targetArg(target)]);
  }

  async pauses() {
    const found = await this.#change<string[]>("pauses", []);
    const pauses: { readonly target: PauseTarget; readonly until?: number }[] = [];
    for (let at = 0; at < found.length; at += 2) {
      const until = Number(found[at + 1]);
      pauses.push({ target: targetOf(found[at] ?? "a"), ...(until > 0 && { until }) });
    }
    return pauses;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#taker.close();
    this.#wakes.send([...this.#owed.values()]);
    await this.#wakes.close();
    this.#options.closed();
  }

  /** No other call of any process has it. */
  #word(): string {
    return `${this.#name}:${++this.#calls}`;
  }

  /** Runs a script, and rings for what it made due. */
  async #change<T>(name: Parameters<typeof run>[1], args: readonly string[]): Promise<T> {
    if (this.#closing) return refusal();
    const { value, wakes } = await this.#run<T>(name, args);
    this.#wakes.send(wakes);
    if (wakes.length > 0 && this.#taker.wanted > 0) this.#taker.look();
    return value;
  }

  #run<T>(name: Parameters<typeof run>[1], args: readonly string[]): Promise<Answer<T>> {
    const { connections, keys, begin } = this.#options;
    begin();
    return run<T>(connections.client, name, keys, [...this.#settings, ...args]);
  }
}

function refusal(): Promise<never> {
  return Promise.reject(new QueueDriverError("Expected an open queue, but it was closed. Open it again."));
}

function leaseArgs({ lane, token }: Lease): readonly string[] {
  return [encode(lane), String(token)];
}

function laneArg(lane: string | undefined): string {
  return lane === undefined ? "" : `l${encode(lane)}`;
}
