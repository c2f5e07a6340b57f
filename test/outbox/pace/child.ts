import { systemClock } from "../../../src/internal/clock.js";
import { createPace, type PaceOptions, paceOption } from "../../../src/outbox/pace/index.js";
import { bullmqDriver } from "../../../src/queue/drivers/bullmq/index.js";

/** What one of several processes is to do: so many sends one after another, in each of these chats at once. */
export interface Task {
  readonly url: string;
  readonly prefix: string;
  readonly pace: PaceOptions;
  readonly chats: readonly string[];
  readonly sends: number;
}

export interface Report {
  /** When each send began, or a moment before. */
  readonly instants: readonly number[];
  readonly wasShared: boolean;
}

process.on("message", async ({ url, prefix, pace: options, chats, sends }: Task) => {
  const instants: number[] = [];
  let wasShared = true;
  const driver = bullmqDriver({ connection: url, prefix });
  const resolved = paceOption.parse(options);
  if (!resolved) throw new Error("There is no pace to test.");
  const pace = createPace(resolved, {
    name: "test",
    redis: driver.redis,
    clock: systemClock,
    // Asked when a send begins, before the clock is: a process that stands still in between sees the time as too long only.
    random: () => {
      instants.push(Date.now());
      return 0;
    },
    onSharing: () => {
      wasShared = false;
    },
    awayMs: 20_000,
  });
  const sendAll = async (chat: string) => {
    for (let left = sends; left > 0; ) {
      const { waitMs } = await pace.turn({ instanceName: "shop", chat, priority: 0 }, { patienceMs: 1_000 });
      if (waitMs === 0) left--;
    }
  };
  await Promise.all(chats.map(sendAll));
  await pace.close();
  await driver.close();
  process.send?.({ instants, wasShared } satisfies Report);
});
