import type { BackendSettings, NewJob } from "../../../src/queue/driver.js";

export const settings: BackendSettings = {
  maxSize: 1,
  debounceMs: 0,
  maxWaitMs: 0,
  leaseMs: 30_000,
  rememberMs: 86_400_000,
  keepCompleted: { ageMs: 3_600_000, count: 100 },
};

export const job = (id: string, given: Partial<NewJob> = {}): NewJob => {
  return { id, lane: "lane", data: `{"text":"${id}"}`, priority: 0, delayMs: 0, ...given };
};

export const completed = (id: string) => ({ id, kind: "completed" }) as const;
