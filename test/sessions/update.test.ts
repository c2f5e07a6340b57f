import { describe, expect, it } from "vitest";
import { InvalidArgumentError, SessionConflictError } from "../../src/errors/index.js";
import { ana, around, contents, record, rui, type State, saved, setUp } from "./kit.js";

const appending =
  (text: string) =>
  ({ state }: { state: State }) => {
    state.step += text;
  };

describe("update", () => {
  it("opens, changes and saves, a new session too", async () => {
    const { sessions } = setUp();
    const session = await sessions.update(ana, async ({ state }) => {
      await Promise.resolve();
      state.step = "payment";
    });
    expect(session).toMatchObject({ isNew: false, state: { step: "payment" } });
    expect(await sessions.get(ana)).toMatchObject({ state: { step: "payment" } });
  });

  it("loses none of many at once, in one process and in several", async () => {
    const { open } = setUp();
    const processes = Array.from({ length: 4 }, () => open());
    const updates = Array.from({ length: 200 }, (_, i) =>
      processes[i % 4]?.update(ana, ({ history }) => history.push({ role: "user", content: String(i) })),
    );
    await Promise.all(updates);
    const found = contents(await processes[0]?.get(ana)) ?? [];
    expect(found.map(Number).sort((a, b) => a - b)).toEqual(updates.map((_, i) => i));
  });

  it("begins again with what is there when somebody was faster, and waits a little in between", async () => {
    const { store, open, clock } = setUp();
    const [sessions, other] = [open(), open()];
    await saved(sessions);
    let conflicts = 0;
    const busy = around(store, async (call, run) => {
      if (call === "sessions.set" && conflicts++ < 3) await other.update(ana, appending("+"));
      return run();
    });
    const slow = open({ store: busy });
    const told = record(slow);
    await slow.update(ana, appending("!"));
    expect(await sessions.get(ana)).toMatchObject({ state: { step: "start+++!" } });
    expect(told).toEqual([...Array(3).fill(["resumed", "conflict"]).flat(), "resumed", "saved"]);
    expect(clock.slept).toEqual([1, 2, 4]);
  });

  it("gives up after its tries", async () => {
    const { store, open } = setUp();
    const other = open();
    const busy = around(store, async (call, run) => {
      if (call === "sessions.set") await other.update(ana, appending("+"));
      return run();
    });
    let calls = 0;
    const updating = open({ store: busy }).update(ana, () => void calls++, { tries: 3 });
    await expect(updating).rejects.toThrow(SessionConflictError);
    expect(calls).toBe(3);
    for (const tries of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "3" as never]) {
      await expect(other.update(ana, () => {}, { tries })).rejects.toThrow(InvalidArgumentError);
    }
  });

  it("applies a turn once", async () => {
    const { sessions } = setUp();
    for (let run = 0; run < 3; run++) {
      const change = () =>
        sessions.update(ana, ({ history }) => history.push({ role: "user", content: "oi" }), { turnId: "A1" });
      expect(contents(await change())).toEqual(["oi"]);
    }
    await expect(sessions.update(ana, () => {}, { turnId: "" })).rejects.toThrow(InvalidArgumentError);
  });

  it("that throws changes nothing, and does not hold up the next one", async () => {
    const { sessions } = setUp();
    await saved(sessions);
    const failing = sessions.update(ana, ({ state }) => {
      state.step = "half";
      throw new RangeError("a bug");
    });
    const next = sessions.update(ana, appending("!"));
    await expect(failing).rejects.toThrow(RangeError);
    expect((await next).state.step).toBe("start!");
  });

  it("may end the session", async () => {
    const { sessions } = setUp();
    await saved(sessions);
    await sessions.update(ana, (session) => session.end());
    expect(await sessions.get(ana)).toBeUndefined();
  });

  it("of one person does not wait for another's", async () => {
    const { sessions } = setUp();
    let open = () => {};
    const first = sessions.update(ana, () => new Promise<void>((resolve) => (open = resolve)));
    await sessions.update(rui, () => {});
    open();
    await first;
  });
});
