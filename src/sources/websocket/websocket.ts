import { Manager, type Socket } from "socket.io-client";
import { AbortError, ConnectionError } from "../../errors/index.js";
import { onAbort } from "../../internal/abort.js";
import { backoffMs } from "../../internal/backoff.js";
import { factLog } from "../../internal/fact-log.js";
import { messageOf } from "../../internal/record.js";
import { redactText } from "../../internal/redact.js";
import { forAtMost, type Source, tell } from "../source.js";
import { Attempts } from "./attempts.js";
import { type ResolvedOptions, resolveOptions, type WebsocketSourceOptions } from "./options.js";

const again = { minMs: 500, maxMs: 5_000 };

/**
 * Hands the gateway's events from its WebSocket to a webhook. **Best effort**: there are no acknowledgements and no
 * replay, so what is emitted while the connection is away is lost, as is what this process had not finished when it died.
 *
 * `start()` resolves once it is connected; it waits for a gateway that is not up yet. The namespace of an instance exists
 * only after its first event, which is therefore never seen here, also after each restart of the gateway.
 *
 * @throws {InvalidArgumentError} naming the option that is wrong
 * @example
 * const source = websocketSource({ baseUrl, apiKey, instance: "shop", handle: webhook.handle });
 * await source.start();
 */
export function websocketSource(options: WebsocketSourceOptions): Source {
  const resolved = resolveOptions(options);
  const stopping = new AbortController();
  const attempts = new Attempts(resolved, stopping.signal);
  let socket: Socket | undefined;
  let started: Promise<void> | undefined;
  let ended: Promise<void> | undefined;

  const start = () => {
    started ??= new Promise((resolve, reject) => {
      const refuse = () => reject(new AbortError("The source was stopped before it was connected."));
      if (stopping.signal.aborted) return refuse();
      onAbort(stopping.signal, refuse);
      socket = open(resolved, stopping.signal, resolve);
      socket.onAny((event: string, body: unknown) => attempts.take(event, body));
      socket.connect();
    });
    return started;
  };
  const stop = () => {
    forget?.();
    ended ??= (async () => {
      stopping.abort();
      socket?.disconnect();
      await forAtMost(resolved.stopTimeoutMs, resolved.clock, attempts.settled());
      if (socket) factLog(resolved.logger).info("WebSocket: stopped", {});
    })();
    return ended;
  };
  const forget = options.signal && onAbort(options.signal, () => void stop());
  if (options.signal?.aborted) stopping.abort();

  return { start, stop, [Symbol.asyncDispose]: stop };
}

/** A socket that is not connected yet, and tells what becomes of it. */
function open(options: ResolvedOptions, stopping: AbortSignal, onConnected: () => void): Socket {
  const { baseUrl, apiKey, instance, clock, random, logger, onError } = options;
  const log = factLog(logger);
  const { origin, pathname } = new URL(baseUrl);
  // In a header, because an address ends up in the logs of proxies.
  const extraHeaders = { apikey: apiKey };
  const path = `${pathname.replace(/\/$/, "")}/socket.io`;
  const manager = new Manager(origin, { path, extraHeaders, autoConnect: false });
  const namespace = instance === undefined ? "/" : `/${instance}`;
  const socket = manager.socket(namespace);
  let failures = 0;

  /** socket.io tries broken connections again by itself, but not what the server has refused or ended. */
  const connectAgain = async () => {
    await clock.sleep(backoffMs(again, ++failures, random), stopping);
    socket.connect();
  };
  const failed = (error: ConnectionError) => {
    log.warn(error.message, {});
    tell(onError, error);
    if (!socket.active) connectAgain().catch(() => {});
  };
  socket.on("connect", () => {
    failures = 0;
    log.info("WebSocket: connected", { namespace });
    onConnected();
  });
  socket.on("connect_error", (error) => failed(connectionError(error, namespace, apiKey)));
  socket.on("disconnect", (reason) => {
    if (!stopping.aborted) failed(new ConnectionError(`The gateway's WebSocket was lost: ${reason}.`));
  });
  return socket;
}

function connectionError(error: unknown, namespace: string, apiKey: string): ConnectionError {
  const text = redactText(messageOf(error), [apiKey]);
  const hint = text.includes("Invalid namespace")
    ? ` The gateway makes ${namespace} with the first event of that instance that it emits; it is waited for. Are its WebSocket events enabled?`
    : "";
  return new ConnectionError(`The gateway's WebSocket cannot be used: ${text}.${hint}`);
}
