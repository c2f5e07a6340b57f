import { end, type Pieces, quietly } from "./pieces.js";

/** What is needed of a Node `Readable`, whichever package it comes from. */
export interface NodeStream {
  on(event: string, listener: (value: unknown) => void): unknown;
  pause(): unknown;
  resume(): unknown;
  destroy(): unknown;
  readonly readableEnded?: boolean;
  readonly destroyed?: boolean;
  readonly errored?: unknown;
}

export function isNodeStream(stream: object): stream is NodeStream {
  return ["on", "pause", "resume", "destroy"].every((name) => typeof Reflect.get(stream, name) === "function");
}

/**
 * The pieces of a Node stream as they were pushed. Its own iterator joins what has piled up into new buffers: twice the
 * memory, for nothing.
 */
export function ofNodeStream(stream: NodeStream): Pieces {
  const ready: unknown[] = [];
  let failure: { readonly cause: unknown } | undefined;
  let isOver = stream.readableEnded === true;
  let wake = () => {};
  if (stream.errored) failure = { cause: stream.errored };
  else if (stream.destroyed && !isOver) failure = { cause: new Error("the stream was closed before it was read") };

  stream.on("end", () => {
    isOver = true;
    wake();
  });
  stream.on("error", (cause) => {
    failure ??= { cause };
    wake();
  });
  stream.on("close", () => {
    if (!isOver) failure ??= { cause: new Error("the stream was closed before its end") };
    wake();
  });
  stream.on("data", (piece) => {
    ready.push(piece);
    stream.pause();
    wake();
  });
  stream.pause();

  return {
    async next() {
      while (ready.length === 0 && !failure && !isOver) {
        const change = new Promise<void>((resolve) => {
          wake = resolve;
        });
        stream.resume();
        await change;
      }
      if (ready.length > 0) return ready.shift();
      if (failure) throw failure.cause;
      return end;
    },
    // What has ended may still be somebody's other half: a socket, a request.
    cancel: () => {
      if (!isOver) quietly(() => stream.destroy());
    },
  };
}
