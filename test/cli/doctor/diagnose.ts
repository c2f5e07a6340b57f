import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Diagnosis } from "../../../src/checks/diagnosis.js";
import { createFakeGateway, type FakeGatewayOptions, type FakeInstanceOptions } from "../../../src/testing/index.js";
import { createWebhook, type WebhookOptions } from "../../../src/webhooks/index.js";
import { serve } from "../../support/receiver.js";
import { envOf, run } from "../run.js";

type Given = Parameters<typeof run>[1];

/** Runs `doctor --json`: the diagnoses by name, and the exit code. */
export async function diagnose(
  gateway: { readonly url: string; readonly apiKey: string },
  args: readonly string[] = [],
  { env, ...given }: Given = {},
) {
  const { code, out, err } = await run(["doctor", "--json", ...args], { ...given, env: { ...envOf(gateway), ...env } });
  if (out === "") throw new Error(err);
  const { diagnoses, ...rest } = JSON.parse(out) as { diagnoses: Diagnosis[]; ok: boolean };
  return {
    code,
    out,
    ...rest,
    /** Those of a name, in order: usually one. */
    all: (name: string) => diagnoses.filter((each) => each.name === name),
    of: (name: string) => diagnoses.find((each) => each.name === name),
    names: diagnoses.map(({ name }) => name),
  };
}

/** A fake gateway until the test is over. */
export async function gatewayWith(instances: FakeInstanceOptions[], options: FakeGatewayOptions = {}) {
  const gateway = await createFakeGateway({ instances, ...options });
  onTestFinished(() => gateway.close());
  return gateway;
}

/** A real receiver, and the events that its handlers saw. */
export async function receiver(options: WebhookOptions) {
  const webhook = createWebhook(options);
  const events: string[] = [];
  webhook.on("*", ({ event }) => void events.push(event));
  return { url: await serve(webhook.node), events, webhook };
}

/** A port that nobody listens on, at least a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
