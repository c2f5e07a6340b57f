import { beforeAll, describe, expect, it } from "vitest";
import { jobOf, type Point, type Story, type Truth, texts } from "./cases.js";
import { openScene, type Scene, sceneTimeoutMs, together } from "./scene.js";
import { stores } from "./stores.js";
import { outcomesOf } from "./truth.js";

/** A person's decision about a send of which nobody knows whether it went out, and where its process ends. */
interface Decision {
  readonly title: string;
  readonly call: "resend" | "markSent" | "drop";
  readonly point: Point;
  /** What the same call answers afterwards: whether there still was something to decide. */
  readonly isOpen: boolean;
}

const decisions: readonly Decision[] = [
  { title: "resend, before it did anything", call: "resend", point: "before revive", isOpen: true },
  { title: "resend, when it was done", call: "resend", point: "after revive", isOpen: false },
  { title: "markSent, before it did anything", call: "markSent", point: "before claim", isOpen: true },
  { title: "markSent, when the message was claimed", call: "markSent", point: "after claim", isOpen: true },
  { title: "markSent, when it was recorded", call: "markSent", point: "after record", isOpen: false },
  { title: "markSent, when it was done", call: "markSent", point: "after remove", isOpen: false },
  { title: "drop, before it did anything", call: "drop", point: "before record", isOpen: true },
  { title: "drop, when it was recorded", call: "drop", point: "after record", isOpen: false },
  { title: "drop, when it was done", call: "drop", point: "after remove", isOpen: false },
];

const undone = decisions.filter(({ title }) => title.endsWith("before it did anything"));

const ends: Readonly<Record<Decision["call"], Truth["state"]>> = { resend: "sent", markSent: "sent", drop: "dropped" };

/** Who marks it as sent has seen it at the phone; else the request was lost. */
const storyOf = ({ call }: Decision): Story => (call === "markSent" ? "cut" : "vanished");
const inboxAfter = ({ call }: Decision): readonly string[] =>
  call === "markSent" ? texts : call === "resend" ? ["one", "three", "two"] : ["one", "three"];

/** The second message of each chat waits for a decision. */
async function inDoubt(scene: Scene<Decision>, storyOf: (one: Decision) => Story): Promise<void> {
  await scene.addAll();
  const holds = decisions.map((one) => ({ ...heldAt(scene, one), story: storyOf(one), point: "after call" as const }));
  const sender = scene.start({ settleMs: 10, holds });
  await sender.tell("start");
  await scene.over();
  await sender.close();
  const { sends } = await scene.outbox.uncertain.list();
  expect(sends.map(({ id }) => id).sort()).toEqual(decisions.map((one) => heldAt(scene, one).job).sort());
}

const heldAt = (scene: Scene<Decision>, one: Decision) => ({
  ...{ job: jobOf(scene.numberOf(one), "two"), story: "accepted" as const, point: one.point },
});

const callsOf = (scene: Scene<Decision>, of: readonly Decision[]) =>
  of.map((one) => ({ call: one.call, job: heldAt(scene, one).job }));

/** Sends what was decided to be sent. */
async function goOn(scene: Scene<Decision>): Promise<void> {
  const sender = scene.start({});
  await sender.tell("start");
  await scene.over();
  await sender.close();
}

/** Those who decide die in the middle of it, and decide again. */
const killed = together(stores, async (store) => {
  const scene = await openScene(store, "never", decisions);
  try {
    await inDoubt(scene, storyOf);
    const calls = callsOf(scene, decisions);
    const victim = scene.start({ calls, holds: decisions.map((one) => heldAt(scene, one)), act: "die" });
    await victim.tell("call");
    await victim.killed();
    const again = new Map<Decision, boolean>();
    for (const one of decisions) again.set(one, await scene.outbox.uncertain[one.call](heldAt(scene, one).job));
    await goOn(scene);
    return { again, outcomes: await outcomesOf(scene, decisions) };
  } finally {
    await scene.end();
  }
});

/** Those who decide stand still before they did anything; others have it sent meanwhile. */
const stalled = together(stores, async (store) => {
  const scene = await openScene(store, "never", decisions);
  try {
    await inDoubt(scene, () => "vanished");
    const sleeper = scene.start({
      ...{ calls: callsOf(scene, undone), holds: undone.map((one) => heldAt(scene, one)), act: "stop" },
    });
    await sleeper.tell("call");
    await sleeper.stopped();
    for (const one of undone) expect(await scene.outbox.uncertain.resend(heldAt(scene, one).job)).toBe(true);
    await goOn(scene);
    const asleep = await outcomesOf(scene, undone);
    sleeper.kill("SIGCONT");
    for (const one of undone) await sleeper.hasBegun(`${one.call} ${heldAt(scene, one).job}: `);
    await sleeper.close();
    return { asleep, awake: await outcomesOf(scene, undone) };
  } finally {
    await scene.end();
  }
});

describe.each(stores)("a person decides: $name", (store) => {
  let after: Awaited<ReturnType<typeof killed>>;
  let stood: Awaited<ReturnType<typeof stalled>>;
  beforeAll(async () => {
    [after, stood] = await Promise.all([killed(store), stalled(store)]);
  }, sceneTimeoutMs);

  it.each(decisions)("killed in $title", (one) => {
    const { state, inbox, isListed } = after.outcomes.get(one) ?? {};
    const truth = { state: ends[one.call], inbox: inboxAfter(one), isListed: false, isOpen: one.isOpen };
    expect({ state, inbox, isListed, isOpen: after.again.get(one) }).toEqual(truth);
  });

  it.each(undone)("stalled in $title, while another person had it sent", (one) => {
    const { asleep, awake } = stood;
    const truth = { state: "sent", inbox: ["one", "three", "two"], isListed: false, isOwn: true };
    expect(asleep.get(one)).toMatchObject(truth);
    expect(awake.get(one)).toEqual(asleep.get(one));
  });
});
