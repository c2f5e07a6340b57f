import type { Diagnosis } from "../../checks/diagnosis.js";
import { type Call, type Command, UsageError } from "../command.js";
import { type GatewayOption, gatewayOptions, withGateway } from "../gateway.js";
import { type ExamineOptions, examine } from "./examine.js";
import { listenTarget } from "./listener.js";
import { countOf, lineOf, summaryOf, wantsColours } from "./report.js";
import { readSettings } from "./settings.js";

const options = {
  ...gatewayOptions,
  json: { type: "boolean", help: "Print one JSON object instead of lines" },
  "no-deliver": { type: "boolean", help: "Post no trial events to the webhook" },
  listen: { type: "string", value: "URL", help: "This machine's address for the gateway: it posts one event there" },
  "listen-port": {
    type: "string",
    value: "PORT",
    help: "The port to listen on, if a tunnel makes it another than the URL's",
  },
  "gateway-env": { type: "string", value: "FILE", help: "The gateway's environment, for what REST does not tell" },
  "send-to": {
    type: "string",
    value: "NUMBER",
    help: "Send this number a real test message and look whether it is stored",
  },
  redis: {
    type: "string",
    value: "URL",
    env: "REDIS_URL",
    help: "A Redis that keeps queues or sessions; needs ioredis",
  },
} as const;

type Name = GatewayOption | keyof typeof options;

export const doctor: Command<Name> = {
  summary: "Looks for what keeps messages from arriving or answers from leaving, and says how to fix it",
  usage: "",
  options,
  notes: `
✓ right   ! may lose messages   ✗ loses messages   – could not be looked at

Nothing is changed, and nobody is written to. Up to five empty events named application.startup, which no gateway sends,
are posted to the webhook from this machine: the gateway itself does not tell how its deliveries end. With --listen it is
seen to deliver: it gets a throw-away instance without WhatsApp, which is deleted again (needs the global key).

  npx evolution-kit doctor --instance shop
  npx evolution-kit doctor --listen http://host.docker.internal:8099
  docker compose exec -T api env > gateway.env && npx evolution-kit doctor --gateway-env gateway.env
`,
  run: (call) =>
    withGateway(call, async (gateway) => {
      const { stdout, env } = call;
      const isJson = call.flag("json");
      const hasColours = wantsColours(stdout, env);
      const diagnoses: Diagnosis[] = [];
      for await (const diagnosis of examine({ ...gateway, ...(await optionsOf(call)) })) {
        diagnoses.push(diagnosis);
        if (!isJson) stdout.write(lineOf(diagnosis, hasColours));
      }
      const { fail, ...others } = countOf(diagnoses);
      const ok = fail === 0;
      stdout.write(
        isJson ? `${JSON.stringify({ ok, count: { fail, ...others }, diagnoses }, null, 2)}\n` : summaryOf(diagnoses),
      );
      return ok ? 0 : 1;
    }),
};

async function optionsOf(call: Call<Name>): Promise<Omit<ExamineOptions, "client" | "baseUrl" | "apiKey">> {
  if (call.positionals.length > 0)
    throw new UsageError(`Expected no "${call.positionals[0]}": pass the instance as --instance.`);
  const redis = call.text("redis");
  if (redis !== undefined && !/^rediss?:\/\//.test(redis))
    throw new UsageError("Expected --redis to begin with redis:// or rediss://.");
  const listen = call.text("listen");
  const settings = call.text("gateway-env");
  return {
    instance: call.text("instance"),
    delivers: !call.flag("no-deliver"),
    listen: listen === undefined ? undefined : listenTarget(listen, call.text("listen-port")),
    settings: settings === undefined ? undefined : await readSettings(settings),
    sendTo: call.text("send-to"),
    redis,
    clock: call.clock,
    signal: call.signal,
  };
}
