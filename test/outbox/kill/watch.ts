import type { Transport } from "../../../src/index.js";
import type { QueueBackend, QueueDriver } from "../../../src/queue/driver.js";
import type { OutboxClient } from "../../../src/queue/index.js";
import type { StateSpace } from "../../../src/state/store.js";
import { jobOf, type Point, type Step, type Story } from "./cases.js";

/** Is told of every step of a job; may never resolve. */
export type Reach = (job: string, point: Point) => Promise<void>;

/** The same object, with some methods of its own. */
function over<Target extends object>(target: Target, methods: Partial<Target>): Target {
  return new Proxy(target, {
    get(_, name) {
      const value = Reflect.get(Object.hasOwn(methods, name) ? methods : target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** Tells of each step of the jobs that a driver keeps, before it is done and after. */
export function watchedDriver(driver: QueueDriver, reach: Reach): QueueDriver {
  const around = async <T>(job: string, step: Step, call: () => Promise<T>): Promise<T> => {
    await reach(job, `before ${step}`);
    const answer = await call();
    await reach(job, `after ${step}`);
    return answer;
  };
  const watchedBackend = (backend: QueueBackend) =>
    over(backend, {
      addAll: (jobs) => around(jobs[0]?.id ?? "", "add", () => backend.addAll(jobs)),
      remove: (id) => around(id, "remove", () => backend.remove(id)),
      revive: (id) => around(id, "revive", () => backend.revive(id)),
      setProgress: (lease, id, progress) =>
        around(id, JSON.parse(progress).phase, () => backend.setProgress(lease, id, progress)),
      settle: (lease, outcomes, isOver) =>
        around(outcomes[0]?.id ?? "", "settle", () => backend.settle(lease, outcomes, isOver)),
    });
  const watchedSpace = (space: StateSpace) =>
    over(space, {
      set(key, value, options) {
        const write = () => space.set(key, value, options);
        if (key.startsWith("job/")) return around(decodeURIComponent(key.slice(4)), "record", write);
        return key.startsWith("sent/") ? around(JSON.parse(value).job, "claim", write) : write();
      },
    });
  return over(driver, {
    state: over(driver.state, { open: (space, settings) => watchedSpace(driver.state.open(space, settings)) }),
    open: (queue, settings) => watchedBackend(driver.open(queue, settings)),
  });
}

export function watchedClient(client: OutboxClient, reach: Reach): OutboxClient {
  return {
    instances: client.instances,
    instance(name) {
      const { messages, chats } = client.instance(name);
      const sendText: typeof messages.sendText = async (body: { number: string; text: string }, options) => {
        await reach(jobOf(body.number, body.text), "before request");
        return messages.sendText(body as never, options);
      };
      return { messages: over(messages, { sendText }), chats };
    },
  };
}

const refusal = {
  status: 400,
  error: "Bad Request",
  response: { message: [{ exists: false, jid: "5511@s.whatsapp.net", number: "5511" }] },
};
const failure = { status: 500, error: "Internal Server Error", response: { message: "Connection Closed" } };

/** Lets a send go as its story says, the first time. */
export function watchedTransport(
  transport: Transport,
  reach: Reach,
  storyOf: (job: string) => Story | undefined,
): Transport {
  const answer = (body: { status: number }) => ({
    status: body.status,
    retryAfter: undefined,
    text: JSON.stringify(body),
  });
  const reset = () => Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
  const begun = new Set<string>();
  return {
    async request(request) {
      if (!request.path.includes("/message/sendText/")) return transport.request(request);
      const { number, text } = JSON.parse(String(request.body));
      const job = jobOf(number, text);
      const story = begun.has(job) ? undefined : storyOf(job);
      begun.add(job);
      if (story === "refused") return answer(refusal);
      if (story === "failed") return answer(failure);
      if (story === "vanished") throw reset();
      const answered = await transport.request(request);
      await reach(job, "after answer");
      if (story === "cut") throw reset();
      return answered;
    },
    close: () => transport.close(),
  };
}
