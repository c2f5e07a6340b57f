import { createHash } from "node:crypto";
import type { Cluster, Redis } from "ioredis";
import { QueueDriverError } from "../../../errors/index.js";
import { messageOf } from "../../../internal/record.js";
import { append } from "./lua/append.js";
import { base } from "./lua/base.js";
import { move, pause, pauses, remove, unpause, wait } from "./lua/change.js";
import { lanes } from "./lua/lanes.js";
import { counts, get, lanesOf, list, oldest } from "./lua/read.js";
import { progress, renew, settle } from "./lua/settle.js";
import { take } from "./lua/take.js";

export type Client = Redis | Cluster;

const bodies = {
  ...{ append, take, renew, settle, progress },
  ...{ remove, wait, move, pause, unpause, pauses },
  ...{ get, list, counts, oldest, lanesOf },
};

type ScriptName = keyof typeof bodies;

const scripts = Object.fromEntries(
  Object.entries(bodies).map(([name, body]) => {
    const source = `${base}${lanes}${body}`;
    return [name, { source, sha: createHash("sha1").update(source).digest("hex") }];
  }),
) as Record<ScriptName, { readonly source: string; readonly sha: string }>;

/** A lane to look at, and in how many ms. */
export interface Wake {
  readonly lane: string;
  readonly delayMs: number;
}

export interface Answer<T> {
  readonly value: T;
  readonly wakes: readonly Wake[];
}

/**
 * Runs a script of the queue whose keys begin with `prefix`. One that the server has forgotten is sent once more.
 *
 * @throws {QueueDriverError} Redis could not be reached, or refused
 */
export async function run<T>(
  client: Client,
  name: ScriptName,
  prefix: string,
  args: readonly string[],
): Promise<Answer<T>> {
  const { source, sha } = scripts[name];
  try {
    // A list, since a call cannot have as many arguments as thousands of jobs need.
    const send = (command: string, script: string) => client.call(command, [script, 1, prefix, ...args]);
    const answered = await send("EVALSHA", sha).catch((error: unknown) => {
      if (messageOf(error).startsWith("NOSCRIPT")) return send("EVAL", source);
      throw error;
    });
    // The scripts are ours: `answer` in lua/base.ts says what comes back.
    const [value, woken] = answered as [T, string[]];
    return { value, wakes: wakesOf(woken) };
  } catch (error) {
    throw new QueueDriverError(
      `Expected Redis to keep the queue's jobs, got: ${messageOf(error)} (${name}). ${adviceFor(messageOf(error))}`,
      { cause: error },
    );
  }
}

function wakesOf(woken: readonly string[]): Wake[] {
  const wakes: Wake[] = [];
  for (let at = 0; at < woken.length; at += 2) {
    wakes.push({ lane: woken[at] ?? "", delayMs: Number(woken[at + 1]) });
  }
  return wakes;
}

function adviceFor(message: string): string {
  if (message.includes("OOM")) return "Nothing was stored. Give Redis more memory (maxmemory), or work off what waits.";
  return "Check that the server runs and that `connection` leads to it. Repeating the call is safe.";
}
