/** Exponential backoff with full jitter: a random wait between 0 and `minMs` doubled per attempt, at most `maxMs`. */
export interface Backoff {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * The wait before retry number `retry` (from 1), in milliseconds.
 * Full jitter spreads clients that failed together: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs({ minMs, maxMs }: Backoff, retry: number, random: () => number): number {
  return random() * Math.min(maxMs, minMs * 2 ** retry);
}
