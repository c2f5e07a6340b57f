/** A chat after the run: what should be at the phone, and what is. Texts, of which a chat may have twins. */
export interface ChatEvidence {
  /** In the order in which they were added. */
  readonly added: readonly string[];
  /** In the order in which they came. */
  readonly received: readonly string[];
  /** Sends that a person has decided about, so that they may be at another place. */
  readonly decided: readonly string[];
  /** Sends that still wait for a decision, so that they may be there or not. */
  readonly undecided: readonly string[];
}

export interface Findings {
  readonly duplicates: number;
  readonly lost: number;
  /** Came after one that was added later. Those that were, or are to be, decided by a person are left out. */
  readonly outOfOrder: number;
  /** Of those that wait for a decision. */
  readonly undecidedThere: number;
  readonly undecidedNotThere: number;
}

/** Looks at the phones only. */
export function examine(chats: readonly ChatEvidence[]): Findings {
  let [duplicates, lost, outOfOrder, undecidedThere, undecidedNotThere] = [0, 0, 0, 0, 0];
  for (const { added, received, decided, undecided } of chats) {
    for (const text of new Set([...added, ...received])) {
      const [expected, got, open] = [added, received, undecided].map((texts) => count(texts, text)) as [
        number,
        number,
        number,
      ];
      duplicates += Math.max(0, got - expected);
      lost += Math.max(0, expected - open - got);
      const there = Math.min(open, Math.max(0, got - (expected - open)));
      undecidedThere += there;
      undecidedNotThere += open - there;
    }
    const loose = new Set([...decided, ...undecided]);
    outOfOrder += descents(
      added.filter((text) => !loose.has(text)),
      received.filter((text) => !loose.has(text)),
    );
  }
  return { duplicates, lost, outOfOrder, undecidedThere, undecidedNotThere };
}

const count = (texts: readonly string[], text: string) => texts.filter((each) => each === text).length;

/** How many came after one that was added later. The nth of several twins is taken for the nth that was added. */
function descents(added: readonly string[], received: readonly string[]): number {
  const places = new Map<string, number[]>();
  added.forEach((text, place) => {
    places.set(text, [...(places.get(text) ?? []), place]);
  });
  let [furthest, found] = [-1, 0];
  for (const text of received) {
    const place = places.get(text)?.shift();
    if (place === undefined) continue;
    if (place < furthest) found++;
    furthest = Math.max(furthest, place);
  }
  return found;
}
