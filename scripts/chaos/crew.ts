import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

export interface CrewOptions {
  /** The program of a worker. */
  readonly file: string;
  /** What the worker at a place is told, as JSON in its first argument. */
  readonly settings: (place: number) => object;
  /** @default Math.random */
  readonly random?: () => number;
}

/** The worker processes: one that was killed is replaced. */
export class Crew {
  /** The workers that were killed or stood still. */
  readonly faulty = new Set<number>();
  kills = 0;
  readonly #options: CrewOptions;
  readonly #workers = new Map<number, ChildProcess>();

  constructor(options: CrewOptions) {
    this.#options = options;
  }

  start(place: number): void {
    const { file, settings } = this.#options;
    const args = ["--import", "tsx", file, JSON.stringify(settings(place))];
    const worker = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    this.#workers.set(place, worker);
    worker.once("exit", () => {
      if (this.#workers.get(place) === worker) this.#workers.delete(place);
    });
  }

  kill(): void {
    const victim = this.#any();
    if (!victim) return;
    this.kills++;
    victim.worker.kill("SIGKILL");
    this.start(victim.place);
  }

  /** Lets one stand still for `forMs`, then go on. */
  async stall(forMs: number): Promise<void> {
    const victim = this.#any();
    victim?.worker.kill("SIGSTOP");
    await pause(forMs);
    victim?.worker.kill("SIGCONT");
  }

  async stop(): Promise<void> {
    const workers = [...this.#workers.values()];
    const ended = workers.map((worker) => once(worker, "exit"));
    for (const worker of workers) worker.kill("SIGTERM");
    await Promise.all(ended);
  }

  #any() {
    const { random = Math.random } = this.#options;
    const workers = [...this.#workers].sort(([a], [b]) => a - b);
    const [place, worker] = workers[Math.floor(random() * workers.length)] ?? [];
    if (place === undefined || worker?.pid === undefined) return undefined;
    this.faulty.add(worker.pid);
    return { place, worker };
  }
}
