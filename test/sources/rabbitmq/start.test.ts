import { afterAll, describe, expect, it } from "vitest";
import { cutProxy } from "../../support/cut-proxy.js";
import { rabbitmqGateway } from "../../support/rabbitmq.js";
import { virtualClock } from "../../support/virtual-clock.js";
import { broker, source, texts } from "./setup.js";

afterAll(broker.close);

describe.skipIf(broker.skipReason)("rabbitmqSource().start()", () => {
  it("rejects for a wrong password, and shows no password", async () => {
    const url = broker.url.replace(/\/\/[^@]*@/, "//guest:p%40ssw0rd@");
    const { start, lines } = source({ url, queues: ["any"], handle: texts().handle });
    const error = await start().catch((error) => error);
    expect(error.message).toMatch(
      /^RabbitMQ cannot be used: .*ACCESS.REFUSED.*Check user, password and permissions\.$/,
    );
    expect(JSON.stringify([error, error.stack, String(error.cause), lines])).not.toMatch(/p@ssw0rd|p%40ssw0rd/);
  });

  it("rejects for a queue that has other arguments", async () => {
    const gateway = await rabbitmqGateway(broker.url);
    const name = await gateway.makeQueue("messages.upsert");
    const queue = { name, exchange: gateway.instance, events: "*" as const, arguments: { "x-max-length": 5 } };
    await expect(source({ queue, handle: texts().handle }).start()).rejects.toThrow(
      /has other settings: choose another/,
    );
  });

  it("rejects when it is stopped before it is connected, by stop() or by its signal", async () => {
    const proxy = await cutProxy(new URL(broker.url));
    proxy.down();
    for (const end of ["stop", "signal"]) {
      const controller = new AbortController();
      const { signal } = controller;
      const waiting = source({ url: proxy.url, queues: ["q"], handle: texts().handle, clock: virtualClock(), signal });
      const started = waiting.start();
      await waiting.errors.reached(1);
      if (end === "stop") await waiting.stop();
      else controller.abort();
      await expect(started).rejects.toThrow("The source was stopped before it was connected.");
    }
  });
});
