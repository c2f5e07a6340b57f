import { setTimeout as pause } from "node:timers/promises";
import type { FakeGateway, Fault } from "../../src/testing/index.js";
import type { Crew } from "../chaos/crew.js";
import type { OwnRedis } from "../chaos/redis.js";

/** `stored`: the gateway stores every row, some late, some under the LID. `never`: it stores none. */
export type Mode = "stored" | "never";

export interface FaultOptions {
  readonly mode: Mode;
  /** Of the client. Answers that are delayed come after it. */
  readonly timeoutMs: number;
  /** How much later than expected a row may be there without being taken for missing. */
  readonly marginMs: number;
  /** Instances whose rows may be under the LID: it knows of each phone which it is. */
  readonly withLids: readonly string[];
  /** Requests and answers are delayed too: then a slow machine makes a difference. */
  readonly hasDelays: boolean;
}

const routes = ["sendText", "sendLocation", "sendPoll"] as const;

/** About one send in six is in doubt, and no event can be relied on. */
export function addFaults(
  { faults }: FakeGateway,
  { mode, timeoutMs, marginMs, withLids, hasDelays }: FaultOptions,
): void {
  const delayMs = timeoutMs + Math.floor(marginMs / 6);
  const ofSends: Fault[] = [
    { kind: "drop", when: "before", probability: 0.03 },
    { kind: "status", status: 500, probability: 0.02 },
    { kind: "drop", when: "after", probability: 0.04 },
    { kind: "error-after", message: ["Error: Stream Errored"], probability: 0.03 },
    { kind: "error-after", status: 500, message: "Internal server error", probability: 0.02 },
    // These stop the whole instance for a while.
    { kind: "status", status: 502, message: "Bad gateway", probability: 0.01, times: 2 },
    { kind: "status", status: 429, retryAfterSeconds: 1, probability: 0.01, times: 2 },
    { kind: "error-after", message: ["Error: Connection Closed"], probability: 0.02, times: 2 },
    { kind: "error-after", message: ["PrismaClientKnownRequestError: Invalid invocation"], probability: 0.01 },
  ];
  if (hasDelays) {
    ofSends.push({ kind: "delay", delayMs, when: "before", probability: 0.02 });
    ofSends.push({ kind: "delay", delayMs, when: "after", probability: 0.02 });
  }
  if (mode === "never") ofSends.push({ kind: "row", row: "never" });
  else {
    for (const instance of withLids) ofSends.push({ kind: "row", row: "lid", instance, probability: 0.3 });
    ofSends.push({ kind: "row", row: "late", lateMs: Math.floor(marginMs / 4), probability: 0.3 });
  }
  for (const fault of ofSends) for (const route of routes) faults.add({ ...fault, route } as Fault);
  faults.add({ kind: "status", status: 500, route: "findMessages", probability: 0.02 });
  faults.add({ kind: "drop", when: "before", route: "findMessages", probability: 0.02 });
  for (const event of ["send.message", "messages.update"]) {
    faults.add({ kind: "lose", event, probability: 0.2 });
    faults.add({ kind: "duplicate", event, probability: 0.05 });
    faults.add({ kind: "reorder", event, count: 3, probability: 0.1 });
    if (hasDelays) faults.add({ kind: "late", event, delayMs: 500, probability: 0.1 });
  }
}

export interface TroubleOptions {
  readonly crew: Crew;
  readonly gateway: FakeGateway;
  readonly redis: OwnRedis | undefined;
  readonly leaseMs: number;
  /** How many sends the gateway has answered in between, on average: a slow machine gets no more of it than a fast one. */
  readonly everySends: number;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

export interface Troubles {
  readonly stalls: number;
  readonly restarts: number;
  /** How often no instance, or one of them, could send for a while. */
  readonly closures: number;
}

/** Kills a process now and then, until the signal fires; at some rounds something else goes wrong as well. */
export async function makeTrouble(options: TroubleOptions): Promise<Troubles> {
  const { crew, gateway, redis, leaseMs, everySends, random, signal } = options;
  let [stalls, restarts, closures] = [0, 0, 0];
  for (let round = 1; ; round++) {
    await sendsOf(gateway, everySends * (0.5 + random()), signal);
    if (signal.aborted) return { stalls, restarts, closures };
    switch (round % 6) {
      case 2:
        stalls++;
        await crew.stall(leaseMs * 2);
        break;
      case 3: {
        closures++;
        const activate = gateway.faults.add({ kind: "license" });
        await pause(1_000);
        activate();
        break;
      }
      case 5: {
        closures++;
        const { name } = gateway.instances[Math.floor(random() * gateway.instances.length)] ?? { name: "" };
        gateway.loseConnection(name);
        await pause(1_000);
        gateway.reconnect(name);
        break;
      }
      case 4:
        if (redis && restarts === 0) {
          restarts++;
          await redis.restart(500);
        }
    }
    if (round % 6 !== 2) crew.kill();
  }
}

/** Resolves after so many calls of sends, or with the signal. */
function sendsOf(gateway: FakeGateway, count: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let left = count;
    const end = () => {
      off();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const off = gateway.on("request", ({ route }) => {
      if (routes.some((each) => each === route) && --left <= 0) end();
    });
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}
