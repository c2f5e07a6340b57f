import { once } from "node:events";
import { messageOf } from "../internal/record.js";
import { type Call, type Command, UsageError } from "./command.js";

const options = {
  webhook: { type: "string", value: "URL", help: "Where the bot listens; or let it register itself at the gateway" },
  secret: {
    type: "string",
    value: "TEXT",
    env: "WEBHOOK_SECRET",
    help: "What the bot's secretAuth checks: sent as x-webhook-secret and as a token",
  },
  instance: {
    type: "string",
    value: "NAME",
    env: "EVOLUTION_INSTANCE",
    help: "The instance's name, shop unless given",
  },
  phone: {
    type: "string",
    value: "NUMBER:NAME",
    multiple: true,
    help: "A phone to write from; may be given several times",
  },
  "api-key": {
    type: "string",
    value: "KEY",
    env: "EVOLUTION_API_KEY",
    help: "The gateway's key, fake-global-key unless given",
  },
  "gateway-port": { type: "string", value: "PORT", help: "Where the gateway listens, 8080 unless given" },
  port: { type: "string", value: "PORT", help: "Where the page is, 8081 unless given" },
  host: { type: "string", value: "HOST", help: "127.0.0.1, localhost or ::1: the page is for this machine only" },
} as const;

type Name = keyof typeof options;

const localHosts = ["127.0.0.1", "localhost", "::1"] as const;

export const simulate: Command<Name> = {
  summary: "Starts a gateway without WhatsApp, and a page with phones to try a bot by hand",
  usage: "",
  options,
  notes: `
The first line is the page's address. Point the bot at the gateway (EVOLUTION_URL), and the gateway at the bot (--webhook).
Nothing is kept: Ctrl-C ends it.

  npx evolution-kit simulate --webhook http://localhost:3000/webhook
  npx evolution-kit simulate --phone "5511999990001:Maria" --phone "5511999990002:João"
`,
  async run(call) {
    const { stdout, signal } = call;
    const given = readOptions(call);
    // Both are large, and no other command needs them.
    const [{ createFakeGateway }, { createSimulator }] = await Promise.all([
      import("../testing/index.js"),
      import("../simulator/index.js"),
    ]);
    const { apiKey, instance } = given;
    const gateway = await listening("gateway-port", () =>
      createFakeGateway({
        port: given.gatewayPort,
        ...(apiKey !== undefined && { apiKey }),
        instances: [{ name: instance, ...(given.webhook && { webhook: given.webhook }) }],
      }),
    );
    try {
      for (const { number, name } of given.phones) gateway.phone(number, { name });
      const { host, port } = given;
      // The key that was given may be a real gateway's.
      const shownApiKey = apiKey === undefined ? gateway.apiKey : "(the one that was given)";
      const simulator = await listening("port", () => createSimulator({ gateway, host, port, shownApiKey }));
      const target = given.webhook
        ? `go to ${given.webhook.url}`
        : "go nowhere yet: pass --webhook, or let the bot register";
      stdout.write(`${simulator.url}
The gateway: EVOLUTION_URL=${gateway.url} EVOLUTION_API_KEY=${shownApiKey} EVOLUTION_INSTANCE=${instance}
Its events ${target}. Ctrl-C ends it.
`);
      if (!signal.aborted) await once(signal, "abort");
      await simulator.close();
    } finally {
      await gateway.close();
    }
    return 0;
  },
};

function readOptions(call: Call<Name>) {
  const [first] = call.positionals;
  if (first !== undefined) throw new UsageError(`Expected no "${first}": pass the bot's address as --webhook.`);
  const url = call.text("webhook");
  if (url !== undefined && !(URL.canParse(url) && /^https?:/.test(url)))
    throw new UsageError(`Expected --webhook to be an http or https address, got "${url}".`);
  const secret = call.text("secret");
  const host = call.text("host") ?? "127.0.0.1";
  const local = localHosts.find((each) => each === host);
  if (local === undefined)
    throw new UsageError(
      `Expected --host to be this machine (${localHosts.join(", ")}), got "${host}": the page has no password.`,
    );
  const phones = call.list("phone");
  return {
    apiKey: call.text("api-key"),
    instance: call.text("instance") ?? "shop",
    webhook: url === undefined ? undefined : { url, ...(secret && { headers: headersOf(secret) }) },
    phones: (phones.length > 0 ? phones : ["5511999990001:Maria", "5511999990002:João"]).map(phoneOf),
    host: local,
    port: portOf("port", call.text("port"), 8081),
    gatewayPort: portOf("gateway-port", call.text("gateway-port"), 8080),
  };
}

/** What `webhook.register` sets for a `secretAuth`. */
const headersOf = (secret: string) => ({ "x-webhook-secret": secret, jwt_key: secret });

function phoneOf(text: string): { readonly number: string; readonly name: string } {
  const [, digits, name] = /^([+\d ()-]+)(?::(.+))?$/.exec(text) ?? [];
  const number = digits?.replace(/\D/g, "");
  if (!number)
    throw new UsageError(`Expected --phone to be a number and a name, such as 5511999990001:Maria, got "${text}".`);
  return { number, name: name?.trim() || number };
}

function portOf(option: Name, text: string | undefined, usual: number): number {
  const port = text === undefined ? usual : Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`Expected --${option} to be a port, such as ${usual}, or 0 for a free one, got "${text}".`);
}

/** @throws {UsageError} the port is taken */
async function listening<T>(option: Name, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    throw new UsageError(`${messageOf(error)}. Pass another --${option}.`);
  }
}
