import assert from "node:assert/strict";
import type { Lease, Outcome, QueueBackend } from "../../queue/driver.js";
import { completed, dead, ids, job, record, retry, take } from "./jobs.js";
import type { Kit, Test } from "./kit.js";
import { Reference } from "./reference.js";

const lanes = ["a", "b", "c", "d"];
const leaseMs = 10_000;
const retryMs = 3_000;
const steps = 150;

export function modelTests(test: Test): void {
  for (const seed of [1, 2, 3, 5, 8, 13]) {
    test(`whatever is done in whatever order, it is as a simple model says (seed ${seed})`, async (kit) => {
      const isTimed = kit.time.isVirtual;
      const queue = await kit.openBare({ maxSize: 3, ...(isTimed && { leaseMs }) });
      const others = [queue, await kit.another(queue)];
      const walk = new Walk(kit, others, seed);
      for (let step = 0; step < steps; step++) await walk.step();
      await walk.end();
    });
  }
}

/** A walk through the operations, the same for the same seed. */
class Walk {
  readonly #kit: Kit;
  readonly #backends: readonly QueueBackend[];
  readonly #model: Reference;
  readonly #held: Lease[] = [];
  readonly #done: string[] = [];
  #random: number;
  #added = 0;

  constructor(kit: Kit, backends: readonly QueueBackend[], seed: number) {
    this.#kit = kit;
    this.#backends = backends;
    this.#random = seed * 2_654_435_761;
    this.#model = new Reference(3, leaseMs);
  }

  get #queue(): QueueBackend {
    return this.#pick(this.#backends);
  }

  async step(): Promise<void> {
    const isTimed = this.#kit.time.isVirtual;
    const steps = [
      ...[this.#add, this.#add, this.#take, this.#take, this.#settle, this.#settle, this.#settle],
      ...[this.#remove, this.#revive, this.#pause, this.#move],
      ...(isTimed ? [this.#pass] : []),
    ];
    const step = this.#pick(steps);
    await step.call(this);
    const counts = await this.#queue.counts();
    assert.deepEqual(counts, this.#model.counts(), `counts after ${this.#done.slice(-8).join(", ")}`);
  }

  /** Whatever is left can be run, in the model's order. */
  async end(): Promise<void> {
    for (const lane of lanes) await this.#pauseLane(lane, false);
    if (this.#kit.time.isVirtual) await this.#wait(leaseMs);
    await this.#take();
    for (const lease of this.#held.splice(0)) await this.#settleWith(lease, [], true);
    for (let left = 200; left > 0; left--) {
      if (this.#kit.time.isVirtual) await this.#wait(leaseMs);
      await this.#take();
      if (this.#held.length === 0) break;
      for (const lease of this.#held.splice(0))
        await this.#settleWith(
          lease,
          ids(lease).map((id) => completed(id)),
          false,
        );
    }
    const { waiting, retrying, active } = await this.#queue.counts();
    assert.deepEqual([waiting, retrying, active], [0, 0, 0], "jobs were left that nobody was given");
  }

  async #add(): Promise<void> {
    const given = Array.from({ length: 1 + this.#below(4) }, () => {
      const isKnown = this.#added > 0 && this.#below(4) === 0;
      return job(String(isKnown ? this.#below(this.#added) : this.#added++), { lane: this.#pick(lanes) });
    });
    this.#note(`add ${given.map(({ id, lane }) => `${id} to ${lane}`).join(" ")}`);
    assert.deepEqual(await this.#queue.addAll(given), this.#model.addAll(given));
  }

  async #take(): Promise<void> {
    const taken = await take(this.#queue);
    this.#note("take");
    const shown = taken.map((lease) => [lease.lane, ids(lease), lease.isRecovered] as const);
    const expected = this.#model.take(taken.map(({ lane, token }) => ({ lane, token })));
    assert.deepEqual(new Map(shown.map(([lane, ...rest]) => [lane, rest])), expected, this.#done.slice(-12).join(", "));
    this.#held.push(...taken);
  }

  async #settle(): Promise<void> {
    const lease = this.#held.length > 0 ? this.#pick(this.#held) : undefined;
    if (!lease || this.#model.isUnsure(lease)) return;
    const chosen = ids(lease).filter(() => this.#below(3) > 0);
    const outcomes = chosen.map((id) => this.#pick([completed(id), completed(id), dead(id), retry(id, retryMs)]));
    // A retry needs time to come again.
    const fitting = this.#kit.time.isVirtual ? outcomes : outcomes.filter(({ kind }) => kind !== "retry");
    await this.#settleWith(lease, fitting, this.#below(4) === 0);
  }

  async #settleWith(lease: Lease, outcomes: readonly Outcome[], isOver: boolean): Promise<void> {
    const left = this.#model.activeOf(lease);
    const named = left ? outcomes.filter(({ id }) => left.includes(id)) : outcomes;
    this.#note(
      `settle ${lease.lane} ${named.map(({ id, kind }) => `${id} ${kind}`).join(" ")}${isOver ? " over" : ""}`,
    );
    const settled = await this.#queue.settle(lease, named, isOver);
    assert.equal(settled, this.#model.settle(lease, named, isOver, retryMs), this.#done.slice(-12).join(", "));
  }

  async #remove(): Promise<void> {
    const id = String(this.#below(this.#added + 1));
    this.#note(`remove ${id}`);
    assert.equal(await this.#queue.remove(id), this.#model.remove(id));
  }

  async #revive(): Promise<void> {
    const buried = this.#model.deadIds();
    if (buried.length === 0) return;
    const id = this.#pick(buried);
    this.#note(`revive ${id}`);
    assert.equal(await this.#queue.revive(id), this.#model.revive(id));
    assert.equal((await record(this.#queue, id)).state, "waiting");
  }

  async #pause(): Promise<void> {
    await this.#pauseLane(this.#pick(lanes), this.#below(2) === 0);
  }

  async #pauseLane(lane: string, isPaused: boolean): Promise<void> {
    this.#note(`${isPaused ? "pause" : "resume"} ${lane}`);
    await (isPaused ? this.#queue.pause({ lane }) : this.#queue.resume({ lane }));
    this.#model.pause(lane, isPaused);
  }

  /** Into an empty lane only: how two lanes' jobs come together is the driver's affair. */
  async #move(): Promise<void> {
    const [from, to] = [this.#pick(lanes), this.#pick(lanes)];
    if (!this.#model.canMove(from, to)) return;
    this.#note(`move ${from} to ${to}`);
    assert.equal(await this.#queue.move(from, to), this.#model.move(from, to));
  }

  async #pass(): Promise<void> {
    await this.#wait(this.#pick([500, 2_000, 7_000]));
  }

  async #wait(ms: number): Promise<void> {
    this.#note(`wait ${ms}`);
    await this.#kit.time.pass(ms);
    this.#model.pass(ms);
  }

  #note(what: string): void {
    this.#done.push(what);
  }

  #below(limit: number): number {
    this.#random = (Math.imul(this.#random, 1_103_515_245) + 12_345) >>> 0;
    return (this.#random >>> 8) % limit;
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#below(from.length)] as T;
  }
}
