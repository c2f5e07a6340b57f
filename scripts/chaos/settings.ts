/** What a worker process is told. */
export interface WorkerSettings {
  readonly driver: string;
  /** Of the store: a file, or an address. */
  readonly place: string;
  readonly log: string;
  readonly concurrency: number;
  readonly leaseMs: number;
  /** How long a job takes on average. */
  readonly workMs: number;
  /** How many completed jobs are kept: all, to be counted at the end. */
  readonly keep: number;
}

export interface ChaosJob {
  readonly lane: string;
  readonly seq: number;
  /** Its first attempt throws. */
  readonly isFailing: boolean;
}

export const queueName = "chaos";
