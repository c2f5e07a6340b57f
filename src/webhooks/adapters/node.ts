import { isRecord } from "../../internal/record.js";
import { refused, tooLarge } from "../refusal.js";
import { type Accept, answerBody, answerWithoutBody } from "./answer.js";
import { announcedLength, assertReadable, type BodyLimits, inTime } from "./limits.js";

/** The part of Node's `IncomingMessage` that is needed, with what body parsers leave on it. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly readableEnded: boolean;
  /** Whether somebody has begun to read. */
  readonly readableDidRead?: boolean | undefined;
  readonly destroyed: boolean;
  readonly body?: unknown;
  readonly socket?: { readonly remoteAddress?: string | undefined } | null | undefined;
  on(event: "data", listener: (chunk: Uint8Array) => void): unknown;
  on(event: "end" | "close", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  off(event: "data", listener: (chunk: Uint8Array) => void): unknown;
  destroy(): unknown;
}

/** The part of Node's `ServerResponse` that is needed. */
export interface NodeResponse {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(text?: string, done?: () => void): unknown;
}

/** The part of a Fastify request that is needed: its parser has left the body there, if it has read it. */
export interface FastifyRequestLike {
  readonly raw: NodeRequest;
  readonly body?: unknown;
}

/** The part of a Fastify reply that is needed. */
export interface FastifyReplyLike {
  readonly raw: NodeResponse;
  hijack(): unknown;
}

/** A handler for `node:http`, Express and Fastify at once. Answers every request itself; never rejects. */
export type NodeHandler = (
  request: NodeRequest | FastifyRequestLike,
  response: NodeResponse | FastifyReplyLike,
) => Promise<void>;

export function nodeAdapter(accept: Accept, limits: BodyLimits): NodeHandler {
  return (request, response) => {
    if ("hijack" in response) {
      response.hijack();
      return respond("raw" in request ? request.raw : request, response.raw, request.body);
    }
    const plain = request as NodeRequest;
    return respond(plain, response, plain.body);
  };

  async function respond(request: NodeRequest, response: NodeResponse, body: unknown): Promise<void> {
    const { method = "", headers, socket } = request;
    const early = await answerWithoutBody(method, headers, accept, socket?.remoteAddress);
    if (early) return answer(response, early.status, early.headers);
    const result = await accept(headers, () => bodyOf(request, body, limits), socket?.remoteAddress);
    const wasRead = request.readableEnded;
    const answered = { "content-type": "application/json", ...(!wasRead && { connection: "close" }) };
    answer(response, result.status, answered, answerBody(result), () => {
      if (!wasRead) request.destroy();
    });
  }
}

/** Something in front of us, a time limit for example, may have answered already: then that was the answer. */
function answer(
  response: NodeResponse,
  status: number,
  headers: Record<string, string>,
  text?: string,
  done?: () => void,
): void {
  if (response.headersSent || response.writableEnded) {
    done?.();
  } else {
    response.writeHead(status, headers);
    response.end(text, done);
  }
}

/** What a parser has left, or the stream. A parser that passed the request by leaves `{}` and an unread stream. */
function bodyOf(request: NodeRequest, body: unknown, limits: BodyLimits): unknown {
  const { readableEnded, destroyed } = request;
  const passedBy = isRecord(body) && Object.keys(body).length === 0 && !readableEnded;
  if (body !== undefined && !passedBy) return body;
  if (readableEnded || request.readableDidRead === true) {
    throw refused(
      "unavailable",
      "The body was read before it came here. Mount webhook.node before that, or leave the result in `request.body`.",
    );
  }
  if (destroyed) throw incomplete();
  assertReadable(request.headers, limits);
  return inTime(readText(request, limits.bodyLimit, announcedLength(request.headers)), limits);
}

function readText(request: NodeRequest, limit: number, announced: number | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const decoder = new TextDecoder();
    let text = "";
    let size = 0;
    const onData = (chunk: Uint8Array) => {
      size += chunk.byteLength;
      if (size > limit) {
        request.off("data", onData);
        reject(tooLarge(limit));
      } else {
        text += decoder.decode(chunk, { stream: true });
      }
    };
    request.on("data", onData);
    request.on("end", () => {
      // Somebody else has taken a part of it: no event of ours, and none to be refused for good.
      if (announced !== undefined && size !== announced) reject(incomplete());
      else resolve(text + decoder.decode());
    });
    request.on("error", reject);
    request.on("close", () => reject(incomplete()));
  });
}

const incomplete = () => refused("unavailable", "The connection closed before the body was complete.");
