import { beforeAll, describe, expect, it } from "vitest";
import { jobOf, type Point, sendsOf, texts } from "./cases.js";
import type { Task } from "./child.js";
import { openScene, type Scene, sceneTimeoutMs, together } from "./scene.js";
import { awayForLong, serverOf } from "./servers.js";
import { stores } from "./stores.js";

/** Where a process is held that adds three messages in one call. */
interface Adding {
  readonly title: string;
  readonly point: Point;
  /** Whether they are there by then. */
  readonly isStored: boolean;
}

const addings: readonly Adding[] = [
  { title: "before addAll", point: "before add", isStored: false },
  { title: "when addAll was done, before it resolved", point: "after add", isStored: true },
  { title: "after addAll resolved", point: "after call", isStored: true },
];

function task(scene: Scene<Adding>, act: Task["act"]) {
  const calls = addings.map((one) => ({ call: "add" as const, number: scene.numberOf(one), texts }));
  const holds = addings.map((one) => ({
    ...{ job: jobOf(scene.numberOf(one), "one"), story: "accepted" as const, point: one.point },
  }));
  return { act, holds, calls: calls.map((one) => ({ ...one, key: one.number })) };
}

/** The process that adds is killed or stopped, and another one adds the same under the same keys. */
const sets = stores.flatMap((store) =>
  (["die", "stop"] as const).map((act) => ({ store, act, title: `${store.name}, it is made to ${act}` })),
);

const added = together(sets, async ({ store, act }) => {
  const scene = await openScene(store, "never", addings);
  try {
    const adder = scene.start(task(scene, act));
    await adder.tell("call");
    await (act === "die" ? adder.killed() : adder.stopped());
    const duplicates = new Map<Adding, readonly boolean[]>();
    for (const one of addings) {
      const handles = await scene.outbox.addAll(sendsOf(scene.numberOf(one), texts));
      duplicates.set(
        one,
        handles.map(({ isDuplicate }) => isDuplicate),
      );
    }
    const sender = scene.start({});
    await sender.tell("start");
    await scene.over();
    if (act === "stop") {
      adder.kill("SIGCONT");
      for (const one of addings) await adder.hasBegun(`sent ${jobOf(scene.numberOf(one), "one")} as`);
      await adder.close();
      await scene.over();
    }
    await sender.close();
    return new Map(
      addings.map((one) => [
        one,
        { inbox: scene.inboxOf(one).map(({ text }) => text), duplicates: duplicates.get(one) },
      ]),
    );
  } finally {
    await scene.end();
  }
});

describe.each(sets)("the adding process: $title", (set) => {
  let outcomes: Awaited<ReturnType<typeof added>>;
  beforeAll(async () => {
    outcomes = await added(set);
  }, sceneTimeoutMs);

  it.each(addings)("$title", (one) => {
    const { isStored } = one;
    expect(outcomes.get(one)).toEqual({ inbox: texts, duplicates: [isStored, isStored, isStored] });
  });
});

const addedAway = together(stores, async (store) => {
  const scene = await openScene(store, "never", addings);
  const { server, ...ways } = await serverOf("store", scene.gateway.url, scene.place);
  try {
    const adder = scene.start({ ...ways, ...task(scene, "wait to be told") });
    await adder.tell("call");
    await adder.has("all are here");
    await server.shut();
    await adder.tell("let go");
    await awayForLong();
    await server.open();
    await adder.tell("start");
    for (const one of addings) await adder.hasBegun(`sent ${jobOf(scene.numberOf(one), "one")} as`);
    await scene.over();
    await adder.close();
    return addings.map((one) => scene.inboxOf(one).map(({ text }) => text));
  } finally {
    await scene.end();
    await server.end();
  }
});

describe.each(stores)("adding while the store is away: $name", (store) => {
  it(
    "each call of it is there in the end, whole and once",
    async () => expect(await addedAway(store)).toEqual(addings.map(() => texts)),
    sceneTimeoutMs,
  );
});

describe.each(stores)("two processes at once: $name", (store) => {
  it(
    "send once what they both add under one key, and both learn which message it is",
    async () => {
      const chats = Array.from({ length: 20 }, (_, i) => ({ key: `order-${i}` }));
      const scene = await openScene(store, "stored", chats);
      try {
        const calls = chats.map((chat) => {
          return { call: "add" as const, number: scene.numberOf(chat), texts: ["hello"], key: chat.key };
        });
        const both = [scene.start({ calls }), scene.start({ calls })];
        await Promise.all(both.map((each) => each.tell("start")));
        await Promise.all(both.map((each) => each.tell("call")));
        const isSaid = (text: string) => /^sent \S+ as/.test(text);
        for (const each of both)
          await each.until("all were sent", () => each.said.filter(isSaid).length === chats.length);
        const [first, second] = both.map(({ said }) => said.filter(isSaid).sort());
        expect(first).toEqual(second);
        await Promise.all(both.map((each) => each.close()));
        for (const chat of chats) expect(scene.inboxOf(chat)).toHaveLength(1);
      } finally {
        await scene.end();
      }
    },
    sceneTimeoutMs,
  );
});
