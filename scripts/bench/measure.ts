/** One way of doing a thing. `run` does it `count` times; `count` may differ where one way is much slower. */
export interface Contestant {
  readonly name: string;
  readonly count: number;
  run(count: number): Promise<void> | void;
}

/** A comparison: how many times as fast `ours` is as each of `others`, and what it must at least be. */
export interface Bench {
  readonly name: string;
  readonly ours: Contestant;
  readonly others: readonly (Contestant & { readonly atLeast?: number })[];
  readonly close?: () => Promise<void>;
}

export interface Row {
  readonly text: string;
  readonly isMissed: boolean;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Things a second. */
async function rate({ count, run }: Contestant, share: number): Promise<number> {
  const times = Math.max(1, Math.round(count * share));
  const startedAt = performance.now();
  await run(times);
  return (times / (performance.now() - startedAt)) * 1_000;
}

/** How much a second where there is nothing to compare with: the median of the rounds. */
export async function absolute(contestant: Contestant, rounds: number, share: number, atLeast?: number): Promise<Row> {
  const rates: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const perSecond = await rate(contestant, share);
    if (round >= 0) rates.push(perSecond);
  }
  const perSecond = median(rates);
  const isMissed = atLeast !== undefined && !(perSecond >= atLeast);
  const verdict =
    atLeast === undefined ? "" : `  (at least ${atLeast.toLocaleString("en")}${isMissed ? ": MISSED" : ""})`;
  return { text: `${contestant.name}: ${Math.round(perSecond).toLocaleString("en")} jobs per s${verdict}`, isMissed };
}

/**
 * Runs ours and each other right after one another, round after round and in turn first, so that a noisy moment of the
 * machine, and what one leaves to be collected, meets both. Answers the medians of the ratios within a round.
 */
export async function compare(bench: Bench, rounds: number, share: number): Promise<Row[]> {
  const { name, ours, others } = bench;
  const ratios = others.map((): number[] => []);
  const rates: number[] = [];
  for (let round = -2; round < rounds; round++) {
    const isWarmUp = round < 0;
    if (process.stderr.isTTY)
      process.stderr.write(`\r${name}: ${isWarmUp ? "warming up" : `round ${round + 1} of ${rounds}`}   `);
    for (const [i, other] of others.entries()) {
      const before = round % 2 === 0 ? await rate(other, share) : undefined;
      const own = await rate(ours, share);
      const theirs = before ?? (await rate(other, share));
      if (isWarmUp) continue;
      rates.push(own);
      ratios[i]?.push(own / theirs);
    }
  }
  if (process.stderr.isTTY) process.stderr.write(`\r${" ".repeat(name.length + 24)}\r`);
  const perSecond = Math.round(median(rates)).toLocaleString("en");
  return others.map((other, i) => {
    const ratio = median(ratios[i] ?? []);
    const { atLeast } = other;
    const isMissed = atLeast !== undefined && !(ratio >= atLeast);
    const verdict = atLeast === undefined ? "" : `  (at least ${atLeast}${isMissed ? ": MISSED" : ""})`;
    return { text: `${name} / ${other.name}: ${ratio.toFixed(2)}${verdict}  ${perSecond} per s`, isMissed };
  });
}
