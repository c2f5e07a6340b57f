import * as z from "zod";
import { messageOf } from "../internal/record.js";
import type { FakeGateway, FakePhone, Fault } from "../testing/index.js";
import { faultSchema } from "./fault-schema.js";
import type { SimulatorState } from "./state.js";

const text = z.string().min(1).max(65_536);
const id = z.string().min(1).max(200);
const number = z.string().regex(/^\d{1,20}$/, "expected digits");
const name = z.string().trim().min(1).max(100);
const file = z.object({ base64: z.base64(), mimeType: z.string().max(100), fileName: z.string().max(255).optional() });

const content = z.union([
  z.object({ text }),
  z.object({
    file: file.extend({
      as: z.enum(["image", "video", "audio", "document", "sticker"]),
      caption: z.string().max(4_096).optional(),
      voice: z.boolean().optional(),
    }),
  }),
  z.object({
    location: z.object({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      name: z.string().max(200).optional(),
      address: z.string().max(400).optional(),
    }),
  }),
  z.object({ contact: z.object({ name, phone: z.string().regex(/^\+?[\d ()-]{3,30}$/, "expected a phone number") }) }),
  z.object({
    poll: z.object({
      name: text,
      options: z.array(name).min(2).max(12),
      selectable: z.int().min(0).max(12).optional(),
    }),
  }),
]);

/** What the page may ask for. */
const action = z.discriminatedUnion("type", [
  z.object({ type: z.literal("send"), phone: number, to: id, content, quote: id.optional() }),
  z.object({ type: z.literal("type"), phone: number, to: id, state: z.enum(["composing", "recording", "paused"]) }),
  z.object({ type: z.literal("react"), phone: number, message: id, emoji: z.string().max(20) }),
  z.object({ type: z.literal("vote"), phone: number, message: id, options: z.array(z.string()).max(12) }),
  z.object({ type: z.literal("press"), phone: number, message: id, choice: text }),
  z.object({ type: z.literal("edit"), phone: number, message: id, text }),
  z.object({ type: z.literal("delete"), phone: number, message: id }),
  z.object({ type: z.literal("read"), phone: number, message: id }),
  z.object({ type: z.literal("answer-from-own-phone"), phone: number, from: id, text }),
  z.object({ type: z.literal("new-phone"), number: number.min(8).max(15), name }),
  z.object({
    type: z.literal("new-group"),
    subject: name,
    members: z.array(number).min(1).max(256),
    instances: z.array(id).max(50),
  }),
  z.object({ type: z.literal("show-qr"), instance: id }),
  z.object({ type: z.literal("pair"), instance: id }),
  z.object({ type: z.literal("disconnect"), instance: id }),
  z.object({ type: z.literal("webhook"), instance: id, url: z.url({ protocol: /^https?$/ }).or(z.literal("")) }),
  z.object({ type: z.literal("add-fault"), fault: faultSchema }),
  z.object({ type: z.literal("remove-fault"), id }),
  z.object({ type: z.literal("clear-faults") }),
  z.object({ type: z.literal("everything-twice"), on: z.boolean() }),
  z.object({ type: z.literal("advance"), ms: z.number().min(0).max(86_400_000) }),
]);
type Action = z.infer<typeof action>;
type PhoneContent = Parameters<FakePhone["send"]>[0];

/** An action that cannot be done, with what to say to the person at the page. */
export class ActionRefusal extends Error {}

/**
 * Does what the page asks for.
 *
 * @throws {ActionRefusal} it is not understood, or the gateway refuses it
 */
export async function runAction(gateway: FakeGateway, state: SimulatorState, given: unknown): Promise<void> {
  const { success, data, error } = action.safeParse(given);
  if (!success) {
    const [issue] = error.issues;
    throw new ActionRefusal(`${issue?.path.join(".") || "action"}: ${issue?.message ?? "is not understood"}`);
  }
  try {
    await run(gateway, state, data);
  } catch (refused) {
    throw new ActionRefusal(messageOf(refused), { cause: refused });
  }
}

async function run(gateway: FakeGateway, state: SimulatorState, asked: Action): Promise<void> {
  switch (asked.type) {
    case "send": {
      const { to, quote } = asked;
      phoneOf(gateway, asked.phone).send(contentOf(asked.content), { to, ...(quote !== undefined && { quote }) });
      return;
    }
    case "type":
      return phoneOf(gateway, asked.phone).type({ to: asked.to, state: asked.state });
    case "react":
      return phoneOf(gateway, asked.phone).react(asked.message, asked.emoji);
    case "vote":
      return phoneOf(gateway, asked.phone).vote(asked.message, asked.options);
    case "press":
      phoneOf(gateway, asked.phone).press(asked.message, asked.choice);
      return;
    case "edit":
      return phoneOf(gateway, asked.phone).edit(asked.message, asked.text);
    case "delete":
      return phoneOf(gateway, asked.phone).delete(asked.message);
    case "read":
      return phoneOf(gateway, asked.phone).read(asked.message);
    case "answer-from-own-phone":
      phoneOf(gateway, asked.phone).answerFromOwnPhone(asked.text, { from: asked.from });
      return;
    case "new-phone":
      if (gateway.phones.some((phone) => phone.number === asked.number)) {
        throw new Error(`There is a phone with the number ${asked.number} already.`);
      }
      gateway.phone(asked.number, { name: asked.name });
      return;
    case "new-group": {
      const members = asked.members.map((each) => phoneOf(gateway, each));
      gateway.createGroup({ subject: asked.subject, members, instances: asked.instances });
      return;
    }
    case "show-qr":
      return call(gateway, "GET", `/instance/connect/${encodeURIComponent(gateway.instance(asked.instance).name)}`);
    case "pair":
      return gateway.pair(asked.instance);
    case "disconnect":
      return gateway.disconnect(asked.instance);
    case "webhook":
      return setWebhook(gateway, asked.instance, asked.url);
    case "add-fault":
      return state.faults.add(asked.fault as Fault);
    case "remove-fault":
      if (!state.faults.remove(asked.id)) throw new Error("This fault is gone already.");
      return;
    case "clear-faults":
      return gateway.faults.clear();
    case "everything-twice":
      return state.faults.setEverythingTwice(asked.on);
    case "advance":
      await gateway.clock.advance(asked.ms);
      return state.tellClock();
  }
}

/** Only a phone that is there: the gateway would make one for any number. */
function phoneOf(gateway: FakeGateway, wanted: string): FakePhone {
  const phone = gateway.phones.find((each) => each.number === wanted);
  if (phone) return phone;
  throw new Error(`There is no phone with the number ${wanted}.`);
}

function contentOf(given: z.infer<typeof content>): PhoneContent {
  if ("text" in given) return given.text;
  if (!("file" in given)) return given as PhoneContent;
  const { as, base64, mimeType, fileName, caption, voice } = given.file;
  return {
    [as]: new Uint8Array(Buffer.from(base64, "base64")),
    mimeType,
    ...(fileName !== undefined && { fileName }),
    ...(caption !== undefined && { caption }),
    ...(voice !== undefined && { voice }),
  } as PhoneContent;
}

/** Keeps headers, events and the rest of the webhook as they are. */
function setWebhook(gateway: FakeGateway, name: string, url: string): Promise<void> {
  const { name: instanceName, webhook } = gateway.instance(name);
  const { headers, byEvents = false, base64 = false, events = [] } = webhook ?? {};
  const body = { webhook: { enabled: url !== "", url: url || webhook?.url || "", headers, byEvents, base64, events } };
  return call(gateway, "POST", `/webhook/set/${encodeURIComponent(instanceName)}`, body);
}

/** Asks the gateway as a bot would, so that it shows among the calls. */
async function call(gateway: FakeGateway, method: string, path: string, body?: unknown): Promise<void> {
  const response = await fetch(`${gateway.url}${path}`, {
    method,
    headers: { apikey: gateway.apiKey, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`The gateway answered ${response.status}: ${answer}`);
}
