import { SignJWT } from "jose";
import { media, upsert } from "../../test/fixtures/webhooks.js";
import { webhooks } from "./dist.js";
import type { Bench } from "./measure.js";

const secret = "0123456789abcdef0123456789abcdef";
/** The headers of a delivery, as Node gives them. */
const headers = {
  host: "bot.example.com",
  accept: "application/json, text/plain, */*",
  "content-type": "application/json",
  "user-agent": "axios/1.12.2",
  "content-length": "700",
  "accept-encoding": "gzip, compress, deflate, br",
  connection: "keep-alive",
  "x-webhook-secret": secret,
};

const conversation =
  "Hi! Is the order 123 still on its way? I am at home until 16:00, after that please ring the neighbour's bell.";
const bytes = (length: number) => Object.fromEntries(Array.from({ length }, (_, i) => [i, (i * 37) % 256]));
const group = {
  remoteJid: "120363020000000001@g.us",
  remoteJidAlt: undefined,
  participant: "190000000000001@lid",
  participantAlt: "5511999990001@s.whatsapp.net",
};
const image = {
  ...media,
  mimetype: "image/jpeg",
  caption: "look",
  width: 480,
  height: 640,
  fileSha256: bytes(32),
  mediaKey: bytes(32),
  jpegThumbnail: bytes(600),
};

const bodies = {
  "a text": upsert({ message: { conversation } }),
  "a group text": upsert({
    message: { conversation },
    key: group,
    contextInfo: { mentionedJid: ["5511988880000@s.whatsapp.net"], groupMentions: [] },
  }),
  "an image": upsert({ message: { imageMessage: image }, messageType: "imageMessage", contextInfo: null }),
  "an image in base64": upsert({
    message: { imageMessage: image, base64: "/9j/4AAQ".repeat(12_500) },
    messageType: "imageMessage",
  }),
};

/** `webhook.receive` (header check, parse, normalise, dispatch) against `JSON.parse` of the same text. */
export async function webhookBenches(): Promise<Bench[]> {
  const { createWebhook, headerAuth, jwtAuth } = await webhooks();
  const auth = headerAuth({ name: "x-webhook-secret", value: secret });
  /** Without de-duplication: one body comes again and again. */
  const receiver = (options: Parameters<typeof createWebhook>[0]) => {
    const webhook = createWebhook({ dedupe: false, ...options });
    let seen = 0;
    webhook.onMessage("*", (message) => {
      seen += message.id.length;
    });
    return { webhook, seen: () => seen };
  };
  const checked = (count: number, seen: number) => {
    if (seen === 0) throw new Error(`${count} deliveries, and no handler ran`);
  };

  const benches = Object.entries(bodies).map(([what, data]): Bench => {
    const body = JSON.stringify(data);
    const { webhook, seen } = receiver({ auth });
    const count = body.length > 10_000 ? 1_000 : 20_000;
    return {
      name: `webhook.receive of ${what} (${body.length} characters)`,
      ours: {
        name: "receive",
        count,
        async run(times) {
          for (let i = 0; i < times; i++) await webhook.receive({ headers, body });
          checked(times, seen());
        },
      },
      others: [{ name: "JSON.parse", count, run: (times) => parse(body, times), atLeast: 0.5 }],
    };
  });

  const texts = Array.from({ length: 20_000 }, (_, i) =>
    JSON.stringify(upsert({ message: { conversation }, key: { id: `AC${String(i).padStart(30, "0")}` } })),
  );
  benches.push({
    name: "webhook.receive of a text, de-duplicated in memory",
    ours: {
      name: "dedupe",
      count: texts.length,
      async run(times) {
        // Remembers for longer than a round: each has a memory of its own.
        const { webhook, seen } = receiver({ auth, dedupe: {} });
        for (let i = 0; i < times; i++) await webhook.receive({ headers, body: texts[i] });
        checked(times, seen());
      },
    },
    others: [{ name: "JSON.parse", count: texts.length, run: (times) => parseEach(texts.slice(0, times)) }],
  });

  const body = JSON.stringify(bodies["a text"]);
  const now = Math.floor(Date.now() / 1_000);
  const token = await new SignJWT({ iat: now, exp: now + 600, app: "evolution", action: "webhook" })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(new TextEncoder().encode(secret));
  const byJwt = receiver({ auth: jwtAuth({ key: secret }) });
  const jwtHeaders = { ...headers, authorization: `Bearer ${token}` };
  const byFetch = receiver({ auth });
  const { "content-length": _, connection: __, host: ___, ...plain } = headers;
  const parseRow = { name: "JSON.parse", count: 20_000, run: (times: number) => parse(body, times) };
  const byNode = receiver({ auth });
  const parsed = { method: "POST", headers, body: JSON.parse(body), readableEnded: true, destroyed: false };
  const nodeRequest = { ...parsed, on: () => {}, off: () => {}, destroy: () => {} };
  const nodeResponse = { headersSent: false, writableEnded: false, writeHead: () => {}, end: () => {} };
  benches.push(
    {
      name: "webhook.node of a text, after a body parser",
      ours: {
        name: "node",
        count: 10_000,
        async run(times) {
          for (let i = 0; i < times; i++) await byNode.webhook.node(nodeRequest, nodeResponse);
          checked(times, byNode.seen());
        },
      },
      others: [parseRow],
    },
    {
      name: "webhook.receive of a text, checking a JWT",
      ours: {
        name: "jwt",
        count: 1_000,
        async run(times) {
          for (let i = 0; i < times; i++) await byJwt.webhook.receive({ headers: jwtHeaders, body });
          checked(times, byJwt.seen());
        },
      },
      others: [parseRow],
    },
    {
      name: "webhook.fetch of a text",
      ours: {
        name: "fetch",
        count: 1_000,
        async run(times) {
          for (let i = 0; i < times; i++) {
            await byFetch.webhook.fetch(
              new Request("https://bot.example.com/webhook", { method: "POST", headers: plain, body }),
            );
          }
          checked(times, byFetch.seen());
        },
      },
      others: [parseRow],
    },
  );
  return benches;
}

let sink: unknown;
function parse(text: string, times: number): void {
  for (let i = 0; i < times; i++) sink = JSON.parse(text);
  if (sink === undefined) throw new Error("nothing was parsed");
}

function parseEach(texts: readonly string[]): void {
  for (const text of texts) sink = JSON.parse(text);
  if (sink === undefined) throw new Error("nothing was parsed");
}
