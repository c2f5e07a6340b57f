import { fork } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { Pool } from "undici";
import { body, headers, path } from "./client-server.js";
import { root } from "./dist.js";

const pieceBytes = 64 * 1024;

/** New bytes for every piece, as a file or a download gives them. */
function stream(bytes: number): Readable {
  let left = bytes;
  return new Readable({
    read() {
      const size = Math.min(pieceBytes, left);
      left -= size;
      this.push(size === 0 ? null : Buffer.alloc(size, left % 251));
    },
  });
}

/** Sends one large stream from a process of its own, and tells the parent how far its memory rose above idle. */
const [way, size = ""] = process.argv.slice(2);
const server = fork(fileURLToPath(new URL("./client-server.ts", import.meta.url)), ["serve"]);
const [port] = (await once(server, "message")) as [number];
const origin = `http://127.0.0.1:${port}`;
const { EvolutionClient } = await root();
const client = new EvolutionClient({ baseUrl: origin, apiKey: headers.apikey });
const { messages } = client.instance("shop");
const pool = new Pool(origin);

const ways: Readonly<Record<string, (media: Readable) => Promise<unknown>>> = {
  client: (media) => messages.sendMedia({ number: body.number, mediatype: "document", media, fileName: "large.bin" }),
  bare: async (media) => {
    const type = { "content-type": "multipart/form-data; boundary=none" };
    const response = await pool.request({ path, method: "POST", headers: type, body: media });
    await response.body.text();
  },
};

async function send(bytes: number): Promise<void> {
  const received = once(server, "message") as Promise<[number]>;
  await ways[way ?? ""]?.(stream(bytes));
  const [took] = await received;
  if (took < bytes) throw new Error(`the server took ${took} of ${bytes} bytes`);
}

// A process that has been at work: what V8 keeps for short-lived objects has been touched once.
for (let i = 0; i < 40; i++) await Promise.all(Array.from({ length: 50 }, () => messages.sendText(body)));
await send(pieceBytes);
const idle = process.memoryUsage.rss();
const startedAt = performance.now();
await send(Number(size));
const seconds = (performance.now() - startedAt) / 1_000;
// The highest the kernel ever saw, in kB: nothing between two samples is missed.
const peak = Math.max(process.resourceUsage().maxRSS * 1024, idle);
await client.close();
await pool.close();
server.kill();
process.send?.({ aboveIdle: peak - idle, seconds });
