import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Clock } from "../../internal/clock.js";
import type { BackendSettings, Lease, QueueBackend, QueueDriver } from "../../queue/driver.js";
import { Activity, audited } from "./audit.js";
import { take } from "./jobs.js";
import { longMs, SuiteTime } from "./time.js";

/** Where a test's jobs are kept. */
export interface QueueDriverContext {
  /** The time the driver goes by, if it goes by one that can be given. */
  readonly clock: Clock;
  /** An empty folder of the test's own. It is removed afterwards. */
  readonly folder: string;
  /** A word of the test's own, e.g. the prefix of keys. */
  readonly id: string;
}

export interface KitOptions {
  readonly create: (context: QueueDriverContext) => QueueDriver | Promise<QueueDriver>;
  readonly capabilities: { readonly durable: boolean; readonly clock: "injected" | "real" };
}

export const settings: BackendSettings = {
  maxSize: 1,
  debounceMs: 0,
  maxWaitMs: 0,
  leaseMs: 10 * longMs,
  rememberMs: 10 * longMs,
  keepCompleted: { ageMs: 10 * longMs, count: 1_000 },
};

/** What one test works with: a place, a driver over it, and its time. */
export class Kit {
  readonly time: SuiteTime;
  readonly context: QueueDriverContext;
  readonly #options: KitOptions;
  readonly #activity = new Activity();
  readonly #drivers: QueueDriver[] = [];
  readonly #opened = new Map<QueueBackend, { readonly name: string; readonly given: BackendSettings }>();
  #queues = 0;

  constructor(options: KitOptions, folder: string) {
    this.#options = options;
    this.time = new SuiteTime(options.capabilities.clock);
    this.context = { clock: this.time.clock, folder, id: basename(folder) };
  }

  static async use(options: KitOptions, body: (kit: Kit) => Promise<void>): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "queue-suite-"));
    const kit = new Kit(options, folder);
    try {
      await body(kit);
    } finally {
      await kit.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  get isDurable(): boolean {
    return this.#options.capabilities.durable;
  }

  /** A queue of its own, and what it tells is compared after every change. */
  async open(given: Partial<BackendSettings> = {}): Promise<QueueBackend> {
    return this.#open(await this.driver(), `queue ${++this.#queues}`, { ...settings, ...given });
  }

  /** A queue whose word is taken for its counts: for very many jobs. */
  async openBare(given: Partial<BackendSettings> = {}): Promise<QueueBackend> {
    return this.#open(await this.driver(), `queue ${++this.#queues}`, { ...settings, ...given }, true);
  }

  async openNamed(driver: QueueDriver, name: string, given = settings): Promise<QueueBackend> {
    return this.#open(driver, name, given, true);
  }

  /** The same queue of the same driver. */
  async openAgain(queue: QueueBackend): Promise<QueueBackend> {
    const { name, given } = this.#known(queue);
    return this.#open(await this.driver(), name, given);
  }

  /** The same queue as another process has it, where the driver is made for that. */
  async another(queue: QueueBackend): Promise<QueueBackend> {
    const { name, given } = this.#known(queue);
    return this.#open(this.isDurable ? await this.#create() : await this.driver(), name, given);
  }

  /** Closes everything, and opens the queue with a driver that is created anew. */
  async restart(queue: QueueBackend): Promise<QueueBackend> {
    const { name, given } = this.#known(queue);
    await this.close();
    return this.#open(await this.driver(), name, given);
  }

  async driver(): Promise<QueueDriver> {
    return this.#drivers[0] ?? this.#create();
  }

  async close(): Promise<void> {
    for (const backend of this.#opened.keys()) await backend.close();
    this.#opened.clear();
    for (const driver of this.#drivers.splice(0)) await driver.close();
  }

  /** What is due by now; a real clock may need a little longer. */
  async takeSoon(queue: QueueBackend, lanes = 1): Promise<Lease[]> {
    const taken = await take(queue);
    if (this.time.isVirtual) return taken;
    await this.time.eventually(async () => {
      if (taken.length < lanes) taken.push(...(await queue.take({ max: lanes - taken.length, waitMs: 1_000 })));
      assert.ok(taken.length >= lanes, `expected ${lanes} lanes to become due, got ${taken.length}`);
    });
    return taken;
  }

  async #create(): Promise<QueueDriver> {
    const driver = await this.#options.create(this.context);
    this.#drivers.push(driver);
    return driver;
  }

  #open(driver: QueueDriver, name: string, given: BackendSettings, isBare = false): QueueBackend {
    const backend = driver.open(name, given);
    const opened = isBare ? backend : audited(backend, this.#activity);
    this.#opened.set(opened, { name, given });
    return opened;
  }

  #known(queue: QueueBackend) {
    const known = this.#opened.get(queue);
    assert.ok(known, "this queue was not opened by the test");
    return known;
  }
}

/** Declares a test. */
export type Test = (title: string, body: (kit: Kit) => Promise<void>) => void;
