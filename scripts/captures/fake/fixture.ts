import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { MessageRow } from "../../../src/client/types/chat.js";
import { createFakeGateway, type FakeGateway, type FakeInstanceOptions } from "../../../src/testing/index.js";
import { mediaAddress } from "../../../src/testing/media.js";
import { newId } from "../../../src/testing/world.js";

export const apiKey = "evo-global-key";

const instances: readonly FakeInstanceOptions[] = [
  { name: "web-main", token: "web-main-token" },
  { name: "web-life" },
  {
    name: "cloud-main",
    integration: "WHATSAPP-BUSINESS",
    number: "123456789012345",
    businessId: "987654321098765",
    token: "EAAG-synthetic-token",
  },
  { name: "evo-main", integration: "EVOLUTION", number: "5511999990002", token: "evo-main-token" },
  { name: "bots-main", integration: "EVOLUTION", number: "5511999990009" },
  { name: "web-closed", state: "close" },
  { name: "web-qr", state: "connecting" },
  { name: "web-pair", state: "close" },
  { name: "web-close-401", state: "close" },
  { name: "web-close-408", state: "connecting" },
];

export interface FixtureOptions {
  /** Instances that must not be there. */
  readonly without: (name: string) => boolean;
  /** States that differ. */
  readonly states: Readonly<Partial<Record<string, "open" | "close" | "connecting">>>;
}

const group = "120363020000000001@g.us";
const maria = "5511999990001@s.whatsapp.net";
const picture = "https://pps.whatsapp.net/v/t61.24694-24/000000000_n.jpg";

/** A gateway with the instances, people and stored messages of the recorded server. */
export async function recordedGateway({ without, states }: FixtureOptions): Promise<FakeGateway> {
  const chosen = instances
    .filter(({ name }) => !without(name))
    .map((instance) => ({ ...instance, state: states[instance.name] ?? instance.state ?? "open" }));
  const gateway = await createFakeGateway({ apiKey });
  // Nobody had received what was sent when it was looked for.
  gateway.faults.add({ kind: "pending" });
  for (const options of chosen) {
    const instance = gateway.addInstance(options);
    if (options.name === "web-main") {
      instance.profileName = "Acme Store";
      instance.labels.push({ color: "3", name: "VIP", id: "5", predefinedId: null });
      instance.messages.push(...webMessages());
    }
  }
  if (!without("web-out")) gateway.addInstance({ name: "web-out" }).state = "close";
  gateway.phone("5511999990001", { name: "Maria Silva", lid: "100000000000001" });
  gateway.phone("5511999990002", { name: "João Souza", lid: "100000000000002" });
  const business = {
    address: "Av. Paulista, 1578",
    description: "We sell things",
    website: ["https://example.com"],
    email: "shop@example.com",
    category: "Shopping",
    business_hours: {},
  };
  gateway.setProfile("5511999990001", {
    pictureUrl: picture,
    about: "Available",
    business,
    catalog: [product],
    collections: [{ id: "c1", name: "Summer", products: [], status: { status: "APPROVED", canAppeal: false } }],
  });
  return gateway;
}

const product = {
  id: "p1",
  name: "Shirt",
  price: 5000,
  currency: "BRL",
  isHidden: false,
  imageUrls: { original: "https://media.example.test/image.png" },
  reviewStatus: { whatsapp: "APPROVED" },
  availability: "in stock",
  description: "Blue",
};

/** A message from Maria, one that she took back, and an own one that was read. */
function webMessages(): MessageRow[] {
  const received = { participant: "", remoteJidAlt: "100000000000001@lid", addressingMode: "pn" };
  return [
    row({ remoteJid: maria, fromMe: false, id: "AC000000000000000000000000002001", ...received }, []),
    row({ remoteJid: maria, fromMe: false, id: "AC000000000000000000000000002045", ...received }, ["DELETED"]),
    row({ remoteJid: maria, fromMe: true, id: "3EB0F3E131D3A574F6AE81" }, ["DELIVERY_ACK", "READ", "PLAYED"]),
    row({ remoteJid: group, fromMe: false, id: "AC000000000000000000000000002051", participant: maria }, []),
  ];
}

/** What else a recording needs that no other recording makes. */
export const prepare: Readonly<Record<string, (gateway: FakeGateway) => unknown>> = {
  "baileys-chat-find-chat-by-remote-jid": (gateway) =>
    gateway.phone("5511999990030", { name: "Carlos" }).send("oi", { to: "web-main" }),
  // No one with a picture is in the part of the list that was kept.
  "baileys-chat-find-contacts": (gateway) => {
    const { messages } = gateway.instance("web-main");
    messages.splice(0, messages.length);
    const key = { fromMe: false, id: "AC000000000000000000000000002100" };
    messages.push({ ...row({ ...key, remoteJid: "5511999990003@s.whatsapp.net" }, []), pushName: "Old client" });
    messages.push({ ...row({ ...key, remoteJid: "5511999990004@s.whatsapp.net" }, []), pushName: null });
  },
  "baileys-chat-get-base64-from-media-message": (gateway) => {
    const id = gateway.media.put({ bytes: Buffer.alloc(64, 1), mimeType: "image/jpeg" });
    const size = { fileLength: { low: 64, high: 0, unsigned: true }, height: 48, width: 64 };
    const message = { imageMessage: { ...mediaAddress(id), mimetype: "image/jpeg", ...size } };
    const own = row({ remoteJid: maria, fromMe: true, id: "3EB05F0168223A928461A4" }, []);
    gateway.instance("web-main").messages.push({ ...own, message, messageType: "imageMessage" });
  },
  "baileys-group-participants": (gateway) => {
    const member = gateway.groups[0]?.participants.find(({ phone }) => phone === "5511999990001");
    if (member) member.admin = "admin";
  },
  "business-find-messages-with-timestamp-filter": (gateway) => {
    const key = { remoteJid: maria, fromMe: false };
    for (const [index, id] of ["one", "two"].entries()) {
      const received = row({ ...key, id: `wamid.${id}` }, [], 1_767_240_003 + index);
      gateway.instance("cloud-main").messages.push({ ...received, source: "unknown" });
    }
  },
  "template-find": (gateway) => {
    const components = [{ type: "BODY", text: "Hello {{1}}" }];
    const named = { name: "hello_world", parameter_format: "POSITIONAL", language: "en_US", category: "UTILITY" };
    const meta = { ...named, components, status: "APPROVED", id: "1667192013751005" };
    gateway.instance("cloud-main").templates.push({ row: {}, meta });
  },
  "business-find-status-message": (gateway) => {
    const own = row({ remoteJid: maria, fromMe: true, id: "wamid.own" }, ["SENT", "DELIVERED", "READ"]);
    gateway.instance("cloud-main").messages.push(own);
  },
};

function row(key: MessageRow["key"], statuses: readonly string[], at = 1_767_227_601): MessageRow {
  return {
    id: newId.row(),
    key,
    pushName: key.fromMe ? "Você" : "Maria Silva",
    message: { conversation: "Hello, is it open today?" },
    messageType: "conversation",
    messageTimestamp: at,
    instanceId: "recorded",
    source: "android",
    contextInfo: null,
    MessageUpdate: statuses.map((status) => ({ status })),
  };
}

/** What lay behind the recorded requests' URLs: bytes of any kind, and nothing where the recording had none. */
export async function mediaServer(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    response.writeHead(request.url?.includes("missing") ? 404 : 200).end(Buffer.alloc(64, 1));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, close: () => server.close() };
}
