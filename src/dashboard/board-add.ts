import type { AddOptions } from "../queue/queue.js";
import { Refusal } from "./refusal.js";

/** What the board sends as the name when none was typed. */
const unnamed = "__default__";

/** By the board's word, ours. Their values are checked by `add`. */
const accepted: Readonly<Record<string, keyof AddOptions>> = {
  lane: "lane",
  priority: "priority",
  delay: "delayMs",
  jobId: "jobId",
};

/** What a job that is duplicated brings along, and a new one does not have. */
const left = ["isRetrying", "revivals", "finishedAt"];

/**
 * The options of the board's form "Add job", for `add`. The name is the job's lane, as the board shows it; without one, the
 * queue finds the lane.
 *
 * @throws {Refusal} there is an option that a queue of ours does not have
 */
export function newJobOf(name: string, options: object): AddOptions {
  const given = Object.entries(options).filter(([key, value]) => value !== undefined && !left.includes(key));
  const unknown = given.map(([key]) => key).filter((key) => !Object.hasOwn(accepted, key));
  if (unknown.length > 0) {
    throw new Refusal(
      400,
      `Expected the job's options to be among ${Object.keys(accepted).join(", ")}, got ${unknown.join(", ")}. Attempts, backoff and what is kept are options of createQueue.`,
    );
  }
  const job = Object.fromEntries(given.map(([key, value]) => [accepted[key], value]));
  return { ...(name !== "" && name !== unnamed && { lane: name }), ...job };
}
