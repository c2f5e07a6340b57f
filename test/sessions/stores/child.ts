// Another process with the same sessions. Says what it did.
import { createSessions } from "../../../src/sessions/index.js";
import { ana, type State } from "../kit.js";
import { openStore, type Where } from "./kinds.js";

const [place = "{}", role = "", name = "", count = "0"] = process.argv.slice(2);
const { store, close } = openStore(JSON.parse(place) as Where);
const sessions = createSessions<State>({
  ...{ store, replicas: 4, initial: () => ({ step: "" }) },
  idleMs: role === "expire" ? 1 : 600_000,
  onExpired: ({ key }) => say(key.person),
});
const say = (text: string) => process.send?.(text);
const roles: Record<string, () => Promise<unknown>> = {
  /** All at once. */
  update: () => {
    const once = (_: unknown, i: number) =>
      sessions.update(
        ana,
        ({ metadata }) => {
          metadata[name] = Number(metadata[name] ?? 0) + 1;
        },
        { turnId: `${name}-${i}` },
      );
    return Promise.all(Array.from({ length: Number(count) }, once));
  },
  /** Opens, changes, and never comes to save. */
  hang: async () => {
    const session = await sessions.open(ana);
    session.state.step = "not saved";
    session.history.push({ role: "user", content: "not saved" });
    say("opened");
    await new Promise(() => setInterval(() => {}, 60_000));
  },
  /** Opens when told, and says whether its save was taken. */
  race: async () => {
    const session = await sessions.open(ana);
    session.state.step = name;
    say("opened");
    await new Promise((resolve) => process.once("message", resolve));
    say(
      await session.save().then(
        () => "saved",
        (error) => error.code,
      ),
    );
  },
  expire: async () => {
    say("ready");
    await new Promise((resolve) => process.once("message", resolve));
    await sessions.sweep();
  },
};
await roles[role]?.();
say("done");
await close();
process.disconnect?.();
