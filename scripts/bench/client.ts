import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import axios from "axios";
import { Pool } from "undici";
import { body, headers, path } from "./client-server.js";
import { root } from "./dist.js";
import type { Bench } from "./measure.js";

const inFlight = 50;

/** Runs `count` calls, 50 at a time. */
export const concurrently = (call: () => Promise<unknown>) => async (count: number) => {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
};

/** A gateway that takes every message, in a process of its own. */
export async function benchServer() {
  const server = fork(fileURLToPath(new URL("./client-server.ts", import.meta.url)), ["serve"]);
  const [port] = (await once(server, "message")) as [number];
  return { server, origin: `http://127.0.0.1:${port}` };
}

/** `sendText` against the same POST over a bare pool, over fetch and over axios; the server is a process of its own. */
export async function clientBench(): Promise<Bench> {
  const { server, origin } = await benchServer();

  const { EvolutionClient } = await root();
  const client = new EvolutionClient({ baseUrl: origin, apiKey: headers.apikey });
  const { messages } = client.instance("shop");
  const pool = new Pool(origin, { connections: inFlight });
  const axiosClient = axios.create({ baseURL: origin, headers, timeout: 30_000 });

  const bare = async () => {
    const timeouts = { headersTimeout: 30_000, bodyTimeout: 30_000 };
    const response = await pool.request({ path, method: "POST", headers, body: JSON.stringify(body), ...timeouts });
    return response.body.json();
  };
  const viaFetch = async () => {
    const signal = AbortSignal.timeout(30_000);
    const response = await fetch(origin + path, { method: "POST", headers, body: JSON.stringify(body), signal });
    return response.json();
  };
  return {
    name: "client.sendText, 50 in flight",
    ours: { name: "client", count: 2_000, run: concurrently(() => messages.sendText(body)) },
    others: [
      { name: "bare undici Pool", count: 2_000, run: concurrently(bare), atLeast: 0.85 },
      { name: "fetch", count: 600, run: concurrently(viaFetch), atLeast: 4 },
      { name: "axios", count: 600, run: concurrently(() => axiosClient.post(path, body)), atLeast: 4 },
    ],
    async close() {
      await client.close();
      await pool.close();
      server.kill();
    },
  };
}
