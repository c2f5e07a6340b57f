import { readFileSync } from "node:fs";

/** An event of an outbox, as its process wrote it. */
export interface Entry {
  readonly kind: string;
  readonly detail: string;
  /** Of the job. */
  readonly id: string;
}

export function lineOf({ kind, detail, id }: Entry): string {
  return `${JSON.stringify([kind, detail, id])}\n`;
}

/** Of how many jobs each was told, by kind and detail: a process that was killed may tell again. */
export function countEvents(path: string): ReadonlyMap<string, number> {
  const told = new Map<string, Set<string>>();
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (line === "") continue;
    const [kind, detail, id] = JSON.parse(line) as [string, string, string];
    for (const name of [kind, `${kind} ${detail}`]) told.set(name, (told.get(name) ?? new Set()).add(id));
  }
  return new Map([...told].map(([name, ids]) => [name, ids.size]));
}
