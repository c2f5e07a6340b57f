import assert from "node:assert/strict";
import type { StateRecord, StateSpace } from "../../state/store.js";
import { type Kit, keysOf, listAll, type Test } from "./kit.js";

const keys = ["a", "b", "B", "b%", "🙈"];
const steps = 200;
const keepExpiredMs = 10_000_000;

export function modelTests(test: Test, canList: boolean): void {
  for (const seed of [1, 2, 3, 5]) {
    test(`whatever is done in whatever order, it is as a simple model says (seed ${seed})`, async (kit) => {
      const walk = new Walk(kit, await kit.two({ keepExpiredMs }), seed, canList);
      for (let step = 0; step < steps; step++) await walk.step();
    });
  }
}

/** A walk through the operations, the same for the same seed. */
class Walk {
  readonly #kit: Kit;
  readonly #spaces: readonly StateSpace[];
  readonly #canList: boolean;
  readonly #model = new Map<string, StateRecord>();
  readonly #versions: number[] = [0];
  readonly #done: string[] = [];
  #random: number;

  constructor(kit: Kit, spaces: readonly StateSpace[], seed: number, canList: boolean) {
    this.#kit = kit;
    this.#spaces = spaces;
    this.#canList = canList;
    this.#random = seed * 2_654_435_761;
  }

  async step(): Promise<void> {
    const step = this.#pick([this.#set, this.#set, this.#set, this.#delete, this.#pass]);
    await step.call(this);
    const key = this.#pick(keys);
    const told = `after ${this.#done.slice(-8).join(", ")}`;
    assert.deepEqual(await this.#space.get(key), this.#live(key), `${key} ${told}`);
    if (!this.#canList || this.#number(10) > 0) return;
    const live = [...this.#model.keys()].filter((one) => this.#live(one)).sort();
    assert.deepEqual(keysOf(await listAll(this.#space)).sort(), live, `listed ${told}`);
    assert.equal(await this.#space.count(), live.length, `counted ${told}`);
  }

  async #set(): Promise<void> {
    const key = this.#pick(keys);
    const value = `${this.#number(1_000)}`;
    const version = this.#version(key);
    const expiresAt = this.#pick([undefined, this.#kit.now + this.#number(100)]);
    const written = await this.#space.set(key, value, { version, expiresAt });
    this.#done.push(`set ${key} ${version} until ${expiresAt} -> ${written}`);
    const there = version === 0 ? this.#live(key) : this.#model.get(key);
    const isRight = version === undefined || version === (there?.version ?? 0);
    assert.equal(written !== undefined, isRight, this.#done.slice(-8).join(", "));
    if (written === undefined) return;
    assert.ok(!this.#versions.includes(written), "a version came back");
    this.#versions.push(written);
    this.#model.set(key, { key, value, version: written, ...(expiresAt !== undefined && { expiresAt }) });
  }

  async #delete(): Promise<void> {
    const key = this.#pick(keys);
    const version = this.#version(key);
    const deleted = await this.#space.delete(key, version);
    this.#done.push(`delete ${key} ${version} -> ${deleted}`);
    const found = this.#model.get(key);
    const isRight = found !== undefined && (version === undefined || version === found.version);
    assert.equal(deleted, isRight, this.#done.slice(-8).join(", "));
    if (deleted) this.#model.delete(key);
  }

  async #pass(): Promise<void> {
    await this.#kit.clock.advance(this.#number(60));
    this.#done.push(`now ${this.#kit.now}`);
  }

  get #space(): StateSpace {
    return this.#pick(this.#spaces);
  }

  /** Mostly the right one. */
  #version(key: string): number | undefined {
    return this.#pick([
      undefined,
      this.#model.get(key)?.version ?? 0,
      this.#live(key)?.version ?? 0,
      this.#pick(this.#versions),
    ]);
  }

  #live(key: string): StateRecord | undefined {
    const record = this.#model.get(key);
    return record?.expiresAt !== undefined && record.expiresAt <= this.#kit.now ? undefined : record;
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#number(items.length)] as Item;
  }

  /** From 0 to `below - 1`. */
  #number(below: number): number {
    this.#random = (Math.imul(this.#random, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#random / 2 ** 32) * below);
  }
}
