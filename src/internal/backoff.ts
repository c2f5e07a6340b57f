/** Exponential backoff with full jitter: a random wait between 0 and `minMs` times `factor` per attempt, at most `maxMs`. */
export interface Backoff {
  readonly minMs: number;
  readonly maxMs: number;
  /** @default 2 */
  readonly factor?: number;
}

/**
 * The wait before retry number `retry` (from 1), in milliseconds.
 * Full jitter spreads clients that failed together: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs({ minMs, maxMs, factor = 2 }: Backoff, retry: number, random: () => number): number {
  // 0 times a factor that has grown to infinity is no number.
  return minMs === 0 ? 0 : random() * Math.min(maxMs, minMs * factor ** retry);
}
