import { beforeAll, describe, expect, it } from "vitest";
import type { Case } from "./cases.js";
import { leaseMs, openScene, sceneTimeoutMs, together } from "./scene.js";
import { holdsOf, type Outcome, outcomeOf, outcomesOf, sets } from "./truth.js";

/**
 * The process that sends is stopped while a message of each chat is at its point, for longer than its lease; another one
 * does all that is left; then the first wakes up and goes on where it was, before anything tells it that time has passed.
 */
const stalled = together(sets, async ({ store, rows, chats }) => {
  const scene = await openScene(store, rows, chats);
  try {
    await scene.addAll();
    const sleeper = scene.start({ leaseMs, holds: holdsOf(scene, chats), act: "stop" });
    const successor = scene.start({});
    await sleeper.tell("start");
    await sleeper.stopped();
    await scene.youngerRow();
    await successor.tell("start");
    await scene.over();
    const asleep = await outcomesOf(scene, chats);
    sleeper.kill("SIGCONT");
    await Promise.all([sleeper.close(), successor.close()]);
    return { asleep, awake: await outcomesOf(scene, chats) };
  } finally {
    await scene.end();
  }
});

describe.each(sets)("the sending process stands still: $title", (set) => {
  let outcomes: Record<"asleep" | "awake", ReadonlyMap<Case, Outcome>>;
  beforeAll(async () => {
    outcomes = await stalled(set);
  }, sceneTimeoutMs);

  it.each(set.chats)("$title", (one) => {
    const { asleep, awake } = outcomes;
    expect(asleep.get(one)).toEqual(outcomeOf(one, set.rows));
    // It may say what it knows of the past, and change nothing else.
    expect(awake.get(one)).toEqual(outcomeOf(one, set.rows, set.rows === "never" ? "awake" : "asleep"));
  });
});
