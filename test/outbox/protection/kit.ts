import { onTestFinished } from "vitest";
import { ApiError, ConnectionError, type EvolutionError, RateLimitError } from "../../../src/errors/index.js";
import {
  type BreakerEvent,
  type BreakerOptions,
  Breakers,
  type BreakersOptions,
  breakerOptions,
} from "../../../src/outbox/protection/index.js";
import { memoryDriver } from "../../../src/queue/index.js";
import { createQueue } from "../../../src/queue/queue.js";
import { memoryStore } from "../../../src/state/memory-store.js";
import { virtualClock } from "../../support/virtual-clock.js";

type Over = Partial<BreakersOptions> & { readonly settings?: BreakersOptions["settings"] };

/** One store, one queue, a gateway whose answers are set, and processes over them. Nothing moves but by `clock.advance`. */
export function setUp({ settings = {} }: { readonly settings?: BreakerOptions } = {}) {
  const clock = virtualClock();
  const driver = memoryDriver({ clock });
  const state = memoryStore({ clock }).open("outbox");
  const queue = createQueue<string>({ name: "outbox", driver, clock });
  const events: BreakerEvent[] = [];
  const errors: unknown[] = [];
  const log: string[] = [];
  const reads: string[] = [];
  /** What a read of an instance's state answers; a function may wait or throw. */
  const gateway = {
    read: async (_signal: AbortSignal): Promise<string | undefined> => "open",
  };
  const client: BreakersOptions["client"] = {
    instances: {
      async connectionState(instanceName, { signal }) {
        reads.push(instanceName);
        const answer = await gateway.read(signal);
        return { instance: answer === undefined ? {} : { state: answer } };
      },
    },
  };
  const logger = { info: (line: string) => log.push(line), warn: (line: string) => log.push(line), error: () => {} };
  /** A process: it looks around once it is started. */
  const process = (over: Over = {}) => {
    const breakers = new Breakers({
      ...{ state, queue, client, clock, logger, random: () => 0 },
      settings: breakerOptions.parse(settings),
      onEvent: (event) => void events.push(event),
      onError: (error) => errors.push(error),
      ...over,
    });
    onTestFinished(() => breakers.stop());
    return breakers;
  };
  return {
    ...{ clock, driver, state, queue, events, errors, log, reads, gateway, process },
    names: () => events.map(({ name }) => name),
    /** The pauses that hold now. */
    paused: async () => (await queue.pauses()).map(({ target }) => target),
    wait: (ms: number) => clock.advance(ms),
  };
}

const facts = { status: 400, body: {}, endpoint: "POST /message/sendText/:instanceName" };

export const limited = (retryAfterMs?: number): EvolutionError =>
  new RateLimitError("slow down", { ...facts, status: 429, retryAfterMs });
export const unreachable = (): EvolutionError =>
  new ConnectionError("away", { cause: Object.assign(new Error("connect"), { code: "ECONNREFUSED" }) });
export const aboutOneMessage = (): EvolutionError => new ApiError("no", facts);

/** A space or a queue whose calls go through `before` first, and through `after` when they are done. */
export function around<Target extends object>(
  target: Target,
  before: (method: string, args: unknown[]) => Promise<void>,
  after: (method: string) => Promise<void> = async () => {},
): Target {
  return new Proxy(target, {
    get(object, key) {
      const method: unknown = Reflect.get(object, key);
      if (typeof method !== "function") return method;
      return async (...args: unknown[]) => {
        await before(String(key), args);
        const answer: unknown = await Reflect.apply(method, object, args);
        await after(String(key));
        return answer;
      };
    },
  });
}
