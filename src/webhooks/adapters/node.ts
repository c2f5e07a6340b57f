import { isRecord } from "../../internal/record.js";
import { refused, tooLarge } from "../refusal.js";
import { type Accept, answerBody, answerWithoutBody, contentLength } from "./answer.js";

/** The part of Node's `IncomingMessage` that is needed, with what body parsers leave on it. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly readableEnded: boolean;
  readonly destroyed: boolean;
  readonly body?: unknown;
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

/** A handler for `node:http` and an Express middleware at once. Answers every request itself; never rejects. */
export type NodeHandler = (request: NodeRequest, response: NodeResponse) => Promise<void>;

export function nodeAdapter(accept: Accept, bodyLimit: number): NodeHandler {
  return async (request, response) => {
    const early = await answerWithoutBody(request.method ?? "", request.headers, accept);
    if (early) return answer(response, early.status, early.headers);
    const result = await accept(request.headers, () => bodyOf(request, bodyLimit));
    const wasRead = request.readableEnded;
    const headers = { "content-type": "application/json", ...(!wasRead && { connection: "close" }) };
    answer(response, result.status, headers, answerBody(result), () => {
      if (!wasRead) request.destroy();
    });
  };
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
function bodyOf(request: NodeRequest, limit: number): unknown {
  const { body, readableEnded, destroyed } = request;
  const passedBy = isRecord(body) && Object.keys(body).length === 0 && !readableEnded;
  if (body !== undefined && !passedBy) return body;
  if (readableEnded) {
    throw refused(
      "unavailable",
      "The body was read before it came here. Mount webhook.node before that, or leave the result in `request.body`.",
    );
  }
  if (destroyed) throw incomplete();
  const length = contentLength(request.headers);
  if (length !== undefined && length > limit) throw tooLarge(limit);
  return readText(request, limit);
}

function readText(request: NodeRequest, limit: number): Promise<string> {
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
    request.on("end", () => resolve(text + decoder.decode()));
    request.on("error", reject);
    request.on("close", () => reject(incomplete()));
  });
}

const incomplete = () => refused("unavailable", "The connection closed before the body was complete.");
