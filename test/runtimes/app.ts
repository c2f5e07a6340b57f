import "../format/hostile.test.js";
import "../format/laws.test.js";
import "../format/to-whatsapp.test.js";
import "../sessions/keys.test.js";
import "../sessions/open-and-save.test.js";
import "../sessions/stored.test.js";
import "../webhooks/auth/auth.test.js";
import "../webhooks/auth/ip-allow-list.test.js";
import "../webhooks/auth/jwt.test.js";
import "../webhooks/inbound.test.js";
import "../webhooks/parse.test.js";
import "../webhooks/webhook.test.js";
import { createSessions, memoryStore } from "../../src/sessions/index.js";
import { allOf, createWebhook, ipAllowList, secretAuth } from "../../src/webhooks/index.js";
import { runAll } from "./vitest.js";

const webhook = createWebhook({ auth: secretAuth({ secret: "0123456789abcdef" }), bodyLimit: 10_000 });
const texts: string[] = [];
webhook.onMessage("text", ({ text }) => texts.push(text));
const fromHere = allOf(ipAllowList({ addresses: ["127.0.0.0/8", "::1"] }), secretAuth({ secret: "0123456789abcdef" }));
const guarded = createWebhook({ auth: fromHere });

// Where a module is only loaded, workerd has no random numbers and no clock.
const sessions = createSessions({ store: memoryStore(), initial: () => ({ visits: 0 }) });

/** What each runtime serves: the tests at `/run`, a webhook at `/webhook`, one that looks at addresses at `/guarded`, a count at `/visits`. */
export async function app(request: Request, connection: unknown, left: readonly string[] = []): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/run") return Response.json(await runAll(left));
  if (pathname === "/texts") return Response.json(texts);
  if (pathname === "/visits") {
    const session = await sessions.update({ instanceName: "shop", person: "ana" }, ({ state }) => {
      state.visits++;
    });
    return Response.json([session.state.visits, await sessions.sweep()]);
  }
  return pathname === "/guarded" ? guarded.fetch(request, connection) : webhook.fetch(request, connection);
}
