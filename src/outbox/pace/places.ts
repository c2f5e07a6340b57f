import type Bottleneck from "bottleneck";

/** Gives a place back. Safe to repeat. */
export type GiveBack = () => void;

/**
 * Waits for one of the `maxConcurrent` places of a limiter. Bottleneck frees a place when the job in it ends, and this job
 * ends when the place is given back: so it can be kept for as long as the pace asks for, by chance longer or shorter.
 *
 * @param longestMs after which bottleneck takes the place back by itself, should its process have died
 */
export function takePlace(limiter: Bottleneck, longestMs?: number): Promise<GiveBack> {
  return new Promise((resolve, reject) => {
    const job = () => new Promise<void>((end) => resolve(end));
    const options = longestMs === undefined ? {} : { expiration: longestMs };
    limiter.schedule(options, job).catch(reject);
  });
}
