import { Deque } from "./deque.js";
import type { Lane } from "./lane.js";

/** The lanes that are due: a line for each priority, the most urgent first. Who has had a turn joins the end again. */
export class Lines {
  readonly #lines = new Map<number, Deque<Lane>>();
  #priorities: number[] = [];

  /** Joins the line of its priority, unless it stands there or in a more urgent one. */
  join(lane: Lane): void {
    if (lane.line !== undefined && lane.line <= lane.priority) return;
    lane.line = lane.priority;
    let line = this.#lines.get(lane.priority);
    if (!line) {
      line = new Deque();
      this.#lines.set(lane.priority, line);
      this.#priorities = [...this.#lines.keys()].sort((a, b) => a - b);
    }
    line.push(lane);
  }

  /** Takes the next lane out. */
  shift(): Lane | undefined {
    for (const priority of this.#priorities) {
      const line = this.#lines.get(priority);
      for (let lane = line?.shift(); lane; lane = line?.shift()) {
        // It has moved to a more urgent line since.
        if (lane.line !== priority) continue;
        lane.line = undefined;
        return lane;
      }
    }
    return undefined;
  }
}
