import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  /** The JSON; of a form its texts, with the file as {@link SeenFile}. */
  readonly body: unknown;
}

export interface SeenFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

async function readForm(body: Buffer, type: string): Promise<unknown> {
  const form = await new Response(body, { headers: { "content-type": type } }).formData();
  const fields: Record<string, unknown> = {};
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name);
    const file = values[0];
    if (file instanceof File) {
      fields[name] = { name: file.name, type: file.type, bytes: Buffer.from(await file.arrayBuffer()) };
    } else fields[name] = name.endsWith("[]") ? values : file;
  }
  return fields;
}

/** What to answer: a status and a body, or a function that does as it likes with the response. */
export type Answer =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | ((response: ServerResponse, request: SeenRequest) => void);

/** A real HTTP server that gives the listed answers in turn (the last one for ever) and keeps what it was asked. */
export async function stubGateway(...answers: Answer[]) {
  const requests: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return; // The client hung up: no request came.
    }
    const raw = Buffer.concat(chunks);
    const text = raw.toString();
    const type = request.headers["content-type"] ?? "";
    const seen = {
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      body: type.startsWith("multipart/") ? await readForm(raw, type) : text === "" ? undefined : JSON.parse(text),
    };
    requests.push(seen);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (typeof answer === "function") return answer(response, seen);
    const { status, body, headers } = answer ?? { status: 200, body: {} };
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, close };
}

/** The gateway's usual error envelope. */
export const envelope = (status: number, error: string, message: unknown) => ({
  status,
  body: { status, error, response: { message } },
});

/** What a Baileys text send answers (2.3.6). */
export const sentText = {
  key: { remoteJid: "5511999990001@s.whatsapp.net", fromMe: true, id: "3EB043C6BFC6336943433D" },
  pushName: "Você",
  status: "PENDING",
  message: { conversation: "Olá" },
  contextInfo: { mentionedJid: [], groupMentions: [], disappearingMode: { initiator: 0 } },
  messageType: "conversation",
  messageTimestamp: 1767225600,
  instanceId: "00000000-0000-4000-8000-000000000001",
  source: "web",
};
