import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { createSessions } from "../../../src/sessions/index.js";
import { ana, contents, type State, saved } from "../kit.js";
import type { Kind, Where } from "./kinds.js";
import { newPlace, skipReason } from "./setup.js";

const program = fileURLToPath(new URL("child.ts", import.meta.url));
const shared: Kind[] = ["sqlite", "redis", "postgres"];

/** Another process, and what it has said so far. */
function start(where: Where, role: string, name = "", count = 0) {
  const args = [JSON.stringify(where), role, name, String(count)];
  const child = fork(program, args, { execArgv: ["--import", "tsx"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said: string[] = [];
  const exited = Promise.all([once(child, "exit"), once(child, "disconnect")]);
  child.on("message", (text: string) => said.push(text));
  const heard = async (word: string) => {
    while (!said.includes(word)) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error("the process ended too early");
      await Promise.race([once(child, "message"), exited]);
    }
  };
  return { child, said, exited, heard };
}

describe.each(shared)("several processes on %s", (kind) => {
  const reason = skipReason(kind);
  const test = it.skipIf(reason !== undefined);
  const sessionsAt = (open: ReturnType<typeof newPlace>["open"], idleMs = 600_000) =>
    createSessions<State>({ store: open(), idleMs, initial: () => ({ step: "" }) });

  test(`lose none of 1,000 updates of one session${reason ? `: ${reason}` : ""}`, async () => {
    const { where, open } = newPlace(kind);
    const sessions = sessionsAt(open);
    await sessions.list();
    const children = ["a", "b", "c", "d"].map((name) => start(where, "update", name, 250));
    await Promise.all(children.map(({ heard }) => heard("done")));
    expect((await sessions.get(ana))?.metadata).toEqual({ a: 250, b: 250, c: 250, d: 250 });
  }, 180_000);

  test("killed between `open` and `save` leave the session as it was saved last", async () => {
    const { where, open } = newPlace(kind);
    const sessions = sessionsAt(open);
    const before = await saved(sessions);
    const { child, heard, exited } = start(where, "hang");
    await heard("opened");
    child.kill("SIGKILL");
    await exited;
    const after = await sessions.open(ana);
    expect(after).toMatchObject({ id: before.id, state: { step: "" } });
    expect(contents(after)).toEqual(["question 1", "answer 1"]);
    await after.save();
  }, 60_000);

  test("that opened one session at once: one save is taken, the others are refused", async () => {
    const { where, open } = newPlace(kind);
    const sessions = sessionsAt(open);
    await sessions.list();
    const children = ["a", "b", "c"].map((name) => start(where, "race", name));
    await Promise.all(children.map(({ heard }) => heard("opened")));
    for (const { child } of children) child.send("go");
    await Promise.all(children.map(({ heard }) => heard("done")));
    const answers = children.map(({ said }) => said[1]);
    expect([...answers].sort()).toEqual(["SESSION_CONFLICT", "SESSION_CONFLICT", "saved"]);
    expect((await sessions.get(ana))?.state.step).toBe("abc"[answers.indexOf("saved")]);
  }, 60_000);

  test("that sweep at once hand each session over once", async () => {
    const { where, open } = newPlace(kind);
    const sessions = sessionsAt(open, 1);
    const people = Array.from({ length: 100 }, (_, i) => `p${i}`);
    for (const person of people) await saved(sessions, { instanceName: "shop", person });
    const children = [1, 2, 3].map(() => start(where, "expire"));
    await Promise.all(children.map(({ heard }) => heard("ready")));
    for (const { child } of children) child.send("go");
    await Promise.all(children.map(({ heard }) => heard("done")));
    const told = children.flatMap(({ said }) => said).filter((word) => word.startsWith("p"));
    expect(told.sort()).toEqual([...people].sort());
  }, 60_000);
});
