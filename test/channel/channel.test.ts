import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type ChannelOptions, createChannel, type Turn } from "../../src/channel/index.js";
import { EvolutionClient, type EvolutionError, type Transport, type TransportRequest } from "../../src/index.js";
import { businessUpsert, type MessageParts, upsert } from "../fixtures/webhooks.js";
import { sentText } from "../support/stub-gateway.js";
import { settle, virtualClock } from "../support/virtual-clock.js";

type Answer = { status: number; body?: unknown } | Error;
const accepted: Answer = { status: 201, body: sentText };
const refused = (code: string) => Object.assign(new Error(code), { code });

/** A channel whose gateway gives the listed answers to sends in turn, the last one for ever. */
function setup(options: Partial<ChannelOptions> = {}, ...answers: Answer[]) {
  const clock = virtualClock(Date.UTC(2026, 0, 1) + 1_000);
  const sent: { number: string; text: string; linkPreview: boolean }[] = [];
  /** What a send waits for before the gateway answers it. */
  const gate = { hold: async () => {} };
  const transport: Transport = {
    async request({ path, body }: TransportRequest) {
      if (!path.startsWith("/message/"))
        return { status: 200, retryAfter: undefined, text: '{"instance":{"state":"open"}}' };
      sent.push(JSON.parse(String(body)));
      await gate.hold();
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? accepted;
      if (answer instanceof Error) throw answer;
      return { status: answer.status, retryAfter: undefined, text: JSON.stringify(answer.body ?? {}) };
    },
    async close() {},
  };
  const client = new EvolutionClient({ baseUrl: "https://evo.example.com", apiKey: "k", transport, retries: 0 });
  const channel = createChannel({ client, instance: "shop", auth: "none", clock, random: () => 1, ...options });
  const errors: EvolutionError[] = [];
  channel.onError((error) => errors.push(error));
  onTestFinished(async () => {
    await clock.advance(10 * 60_000);
    await channel.stop();
  });
  let ids = 0;
  const receive = async (text: string, parts: MessageParts = {}) => {
    const { key, ...rest } = parts;
    const body = upsert({ message: { conversation: text }, ...rest, key: { id: `M${++ids}`, ...key } });
    return (await channel.receive({ headers: {}, body })).status;
  };
  return { channel, clock, sent, gate, errors, receive, answered: () => sent.map(({ text }) => text) };
}

it("answers a message in Markdown, once, formatted, without link preview", async () => {
  const { channel, receive, sent } = setup();
  const turns: Turn[] = [];
  channel.onTurn(async (turn) => {
    turns.push(turn);
    const { sent } = await turn.reply("**Olá**, Maria");
    expect((await sent).key.id).toBe(sentText.key.id);
  });
  expect(await channel.start()).toMatchObject({ problems: expect.any(Array) });
  expect(await receive("oi")).toBe(200);
  await settle();
  expect(sent).toEqual([{ number: "5511999990001@s.whatsapp.net", text: "*Olá*, Maria", linkPreview: false }]);
  expect(turns).toMatchObject([
    {
      id: "M1",
      instanceName: "shop",
      text: "oi",
      attempt: 1,
      sender: { name: "Maria" },
      chat: { phone: "5511999990001" },
      messages: [{ kind: "text" }],
    },
  ]);
});

it("answers the gateway before the handler runs", async () => {
  const { channel, receive } = setup();
  let isAnswered = false;
  channel.onTurn(() => expect(isAnswered).toBe(true));
  await channel.start();
  await receive("oi").then(() => (isAnswered = true));
  await settle();
});

describe("the same message again", () => {
  it("is accepted when it comes again after the channel was full, and is one turn", async () => {
    const { channel, receive, answered } = setup({ maxWaiting: 1 });
    let open = () => {};
    channel.onTurn(async (turn) => {
      if (turn.text === "first") await new Promise<void>((resolve) => (open = resolve));
      await turn.reply(turn.text);
    });
    await channel.start();
    const second = () => receive("second", { key: { id: "SECOND" } });
    expect([await receive("first"), await second(), await second()]).toEqual([200, 503, 503]);
    open();
    await settle();
    expect([await second(), await second()]).toEqual([200, 200]);
    await settle();
    expect(answered()).toEqual(["first", "second"]);
  });

  it("is accepted when it comes again after the channel was not started, and is one turn", async () => {
    const { channel, receive, answered } = setup();
    channel.onTurn((turn) => turn.reply(turn.text));
    const deliver = () => receive("oi", { key: { id: "EARLY" } });
    expect(await deliver()).toBe(503);
    await channel.start();
    expect([await deliver(), await deliver()]).toEqual([200, 200]);
    await settle();
    expect(answered()).toEqual(["oi"]);
  });

  it("is one turn: at once, later, and under the chat's other address", async () => {
    const { channel, receive, answered, clock } = setup();
    channel.onTurn((turn) => turn.reply(turn.text));
    await channel.start();
    const again = { key: { id: "SAME" } };
    const statuses = await Promise.all([
      receive("oi", again),
      receive("oi", again),
      receive("oi", { key: { id: "SAME", remoteJid: "190000000000001@lid", remoteJidAlt: undefined } }),
    ]);
    await settle();
    await clock.advance(60 * 60_000);
    expect([...statuses, await receive("oi", again)]).toEqual([200, 200, 200, 200]);
    expect(answered()).toEqual(["oi"]);
  });

  it("is another message for another instance, and after a day", async () => {
    const { channel, receive, answered, clock } = setup({
      instance: undefined as never,
      instances: "*",
      maxAgeMs: 10 ** 9,
    });
    channel.onTurn((turn) => turn.reply(turn.text));
    await channel.start();
    await receive("a", { key: { id: "SAME" } });
    const body = { ...upsert({ message: { conversation: "b" }, key: { id: "SAME" } }), instance: "other" };
    await channel.receive({ headers: {}, body });
    await clock.advance(24 * 60 * 60_000 + 1);
    await receive("c", { key: { id: "SAME" } });
    await settle();
    expect(answered()).toEqual(["a", "b", "c"]);
  });
});

it("keeps the order within a chat while other chats go on", async () => {
  const { channel, receive, answered } = setup();
  const gates = new Map<string, () => void>();
  channel.onTurn(async (turn) => {
    if (turn.text.startsWith("slow")) await new Promise<void>((open) => gates.set(turn.text, open));
    await turn.reply(turn.text);
  });
  await channel.start();
  for (const text of ["slow 1", "2", "3"]) await receive(text);
  await receive("other", { key: { remoteJid: "5511999990002@s.whatsapp.net", remoteJidAlt: undefined } });
  await settle();
  expect(answered()).toEqual(["other"]);
  gates.get("slow 1")?.();
  await settle();
  expect(answered()).toEqual(["other", "slow 1", "2", "3"]);
});

it("answers a chat that came as a LID at its phone, and every other as it came", async () => {
  const { channel, receive, sent } = setup();
  channel.onTurn((turn) => turn.reply("x"));
  await channel.start();
  await receive("a", { key: { remoteJid: "190000000000001@lid", remoteJidAlt: "5511999990001@s.whatsapp.net" } });
  await receive("b", { key: { remoteJid: "190000000000002@lid", remoteJidAlt: undefined } });
  await receive("c", { key: { remoteJid: "5531999990001@s.whatsapp.net", remoteJidAlt: undefined } });
  await settle();
  expect(sent.map(({ number }) => number)).toEqual([
    "5511999990001@s.whatsapp.net",
    "190000000000002@lid",
    "5531999990001@s.whatsapp.net",
  ]);
});

it.each<[string, MessageParts]>([
  ["typed on the instance's own phone", { key: { fromMe: true } }],
  ["in a group", { key: { remoteJid: "120363020000000001@g.us", participant: "5511999990001@s.whatsapp.net" } }],
  ["that is a status", { key: { remoteJid: "status@broadcast", participant: "5511999990001@s.whatsapp.net" } }],
  ["that is a reaction", { message: { reactionMessage: { key: { id: "X" }, text: "👍" } } }],
  ["of an unknown kind", { message: { holographMessage: {} } }],
  ["that deletes another", { message: { protocolMessage: { key: { id: "A" }, type: 0 } } }],
])("a message %s begins no turn, and is answered 200", async (_what, parts) => {
  const { channel, receive } = setup();
  const handler = vi.fn();
  channel.onTurn(handler);
  await channel.start();
  expect(await receive("x", parts)).toBe(200);
  await settle();
  expect(handler).not.toHaveBeenCalled();
});

it("leaves other instances alone", async () => {
  const { channel } = setup();
  const handler = vi.fn();
  channel.onTurn(handler);
  await channel.start();
  expect((await channel.receive({ headers: {}, body: { ...upsert(), instance: "other" } })).status).toBe(200);
  expect(handler).not.toHaveBeenCalled();
});

it("gives a backlog to onStale instead of answering it, judged by when it came and not by how long it waited", async () => {
  const { channel, receive, answered, clock } = setup();
  const stale = vi.fn();
  channel.onStale(stale);
  let open = () => {};
  channel.onTurn(async (turn) => {
    if (turn.text === "first") await new Promise<void>((resolve) => (open = resolve));
    await turn.reply(turn.text);
  });
  await channel.start();
  await receive("first", { messageTimestamp: clock.now() / 1_000 });
  await receive("waited", { messageTimestamp: clock.now() / 1_000 });
  await clock.advance(110_000);
  open();
  await receive("yesterday", { messageTimestamp: clock.now() / 1_000 - 601 });
  await settle();
  expect(answered()).toEqual(["first", "waited"]);
  expect(stale.mock.calls).toMatchObject([[{ text: "yesterday" }]]);
});

describe("a handler that fails", () => {
  it("runs again with backoff, holding its chat; what was sent is not sent again", async () => {
    const { channel, receive, answered, clock, errors } = setup();
    const attempts: number[] = [];
    channel.onTurn(async (turn) => {
      if (turn.text === "next") return turn.reply("next");
      attempts.push(turn.attempt);
      await turn.reply(`one, attempt ${turn.attempt}`);
      if (turn.attempt === 1) throw new Error("model is down");
      await turn.reply("two");
    });
    await channel.start();
    await receive("oi");
    await receive("next");
    await settle();
    expect(answered()).toEqual(["one, attempt 1"]);
    await clock.advance(1_000);
    expect([answered(), attempts, errors]).toEqual([["one, attempt 1", "two", "next"], [1, 2], []]);
  });

  it("is reported after its last attempt, and the chat goes on", async () => {
    const { channel, receive, answered, clock, errors } = setup({ attempts: 2 });
    channel.onTurn((turn) => {
      if (turn.text === "bad") throw new Error("boom");
      return turn.reply(turn.text);
    });
    await channel.start();
    await receive("bad");
    await receive("good");
    await clock.advance(10_000);
    expect(answered()).toEqual(["good"]);
    expect(errors).toMatchObject([
      {
        name: "TurnFailedError",
        turnId: "M1",
        attempts: 2,
        message: "Message M1 of shop has no answer: its handler failed 2 times. boom",
      },
    ]);
  });

  it("that hangs is given up after its time, and its late reply is refused", async () => {
    const { channel, receive, answered, clock, errors } = setup({ attempts: 2, turnTimeoutMs: 5_000 });
    let late: Promise<unknown> = Promise.resolve();
    channel.onTurn(async (turn) => {
      if (turn.attempt === 2) return turn.reply("in time");
      await new Promise((resolve) => turn.signal.addEventListener("abort", resolve));
      late = turn.reply("too late");
      await late;
    });
    await channel.start();
    await receive("oi");
    await clock.advance(5_000);
    await expect(late).rejects.toMatchObject({ name: "AbortError", delivery: "not-sent" });
    await clock.advance(1_000);
    expect(answered()).toEqual(["in time"]);
    expect(errors).toMatchObject([
      { name: "AbortError", delivery: "not-sent", message: expect.stringContaining("await every reply") },
    ]);
  });
});

describe("a reply", () => {
  it("that may have been sent is not sent again, and the turn ends as failed", async () => {
    const { channel, receive, answered, clock, errors } = setup({}, refused("ECONNRESET"), accepted);
    channel.onTurn((turn) => turn.reply("once"));
    await channel.start();
    await receive("oi");
    await clock.advance(10 * 60_000);
    expect(answered()).toEqual(["once"]);
    expect(errors).toMatchObject([{ name: "TurnFailedError", delivery: "unknown", attempts: 1 }]);
  });

  it("that may have been sent ends the turn, also when the handler fails for another reason", async () => {
    const { channel, receive, answered, clock, errors } = setup({ attempts: 2 }, refused("ECONNRESET"), accepted);
    channel.onTurn(async (turn) => {
      await turn.reply("once").catch(() => {});
      throw new Error("something else");
    });
    await channel.start();
    await receive("oi");
    await clock.advance(10_000);
    expect(answered()).toEqual(["once"]);
    expect(errors).toMatchObject([{ name: "TurnFailedError", attempts: 1, delivery: "unknown" }]);
  });

  it("that certainly did not leave is sent by the next attempt", async () => {
    const { channel, receive, answered, clock, errors } = setup({}, refused("ECONNREFUSED"), accepted);
    channel.onTurn((turn) => turn.reply("again"));
    await channel.start();
    await receive("oi");
    await clock.advance(1_000);
    expect([answered(), errors]).toEqual([["again", "again"], []]);
  });

  it("leaves after the one before it, also when nobody waits, and the turn lasts until all have left", async () => {
    const { channel, receive, answered } = setup();
    channel.onTurn((turn) => {
      turn.reply("one");
      turn.reply("two");
      turn.reply("three");
    });
    await channel.start();
    await receive("oi");
    await settle();
    expect(answered()).toEqual(["one", "two", "three"]);
  });

  it("that nobody waits for is reported when it fails, and takes those after it along", async () => {
    const { channel, receive, answered, errors } = setup({}, refused("ECONNREFUSED"), accepted);
    channel.onTurn((turn) => {
      turn.reply("one");
      turn.reply("two");
    });
    await channel.start();
    await receive("oi");
    await settle();
    expect(answered()).toEqual(["one"]);
    expect(errors).toMatchObject([{ name: "ConnectionError" }, { name: "AbortError", delivery: "not-sent" }]);
  });

  it("that failed and was caught does not keep the next from leaving", async () => {
    const { channel, receive, answered, errors } = setup({}, refused("ECONNREFUSED"), accepted);
    channel.onTurn(async (turn) => {
      await turn.reply("answer").catch(() => turn.reply("Sorry, try again later"));
      await turn.reply("").catch(() => turn.reply("Bye"));
    });
    await channel.start();
    await receive("oi");
    await settle();
    expect(answered()).toEqual(["answer", "Sorry, try again later", "Bye"]);
    expect(errors.map(({ name }) => name)).toEqual(["ConnectionError", "InvalidArgumentError"]);
  });

  it("that nobody awaits is sent once over any number of attempts", async () => {
    const { channel, receive, answered, clock } = setup({}, refused("ECONNREFUSED"), accepted);
    channel.onTurn(async (turn) => {
      turn.reply("One moment…");
      if (turn.attempt < 3) throw new Error("model 500");
      await turn.reply("The answer");
    });
    await channel.start();
    await receive("oi");
    await clock.advance(10_000);
    expect(answered()).toEqual(["One moment…", "One moment…", "The answer"]);
  });

  it("on its way holds the next turn and stop(), also after the handler has thrown", async () => {
    const slow: (() => void)[] = [];
    const { channel, receive, sent, gate } = setup({ attempts: 1 });
    let isStopped = false;
    channel.onTurn(async (turn) => {
      if (turn.text !== "first") return turn.reply("second");
      turn.reply("first");
      throw new Error("boom");
    });
    gate.hold = () => new Promise<void>((open) => slow.push(open));
    await channel.start();
    await receive("first");
    await receive("second");
    await settle();
    const stopping = channel.stop().then(() => {
      isStopped = true;
    });
    await settle();
    expect([sent.length, isStopped]).toEqual([1, false]);
    gate.hold = async () => {};
    for (const open of slow) open();
    await stopping;
    expect(sent.map(({ text }) => text)).toEqual(["first", "second"]);
  });

  it("after the handler has returned is refused and reported", async () => {
    const { channel, receive, answered, errors } = setup();
    let later: (() => Promise<unknown>) | undefined;
    channel.onTurn((turn) => {
      later = () => turn.reply("LATE");
    });
    await channel.start();
    await receive("oi");
    await settle();
    await expect(later?.()).rejects.toMatchObject({ name: "AbortError", delivery: "not-sent" });
    await settle();
    expect(answered()).toEqual([]);
    expect(errors).toMatchObject([{ message: expect.stringContaining("await every reply in the handler") }]);
  });

  it.each(["", " \n ", "<!-- nothing -->", undefined as unknown as string])(
    "of %j is refused: there is nothing to send",
    async (markdown) => {
      const { channel, receive, errors, sent } = setup({ attempts: 1 });
      channel.onTurn((turn) => turn.reply(markdown));
      await channel.start();
      await receive("oi");
      await settle();
      expect(errors).toMatchObject([{ name: "TurnFailedError", cause: { name: "InvalidArgumentError" } }]);
      expect(sent).toEqual([]);
    },
  );
});

describe("somebody else's code", () => {
  it("a logger that throws harms nobody", async () => {
    const bad = () => {
      throw new Error("disk full");
    };
    const { channel, receive, answered } = setup({ attempts: 1, logger: { info: bad, warn: bad, error: bad } });
    channel.onTurn((turn) => {
      if (turn.text === "2") throw new Error("boom");
      return turn.reply(turn.text);
    });
    await channel.start();
    for (const text of ["1", "2", "3"]) await receive(text);
    await settle();
    expect(answered()).toEqual(["1", "3"]);
  });

  it("handlers of onError and onStale that hang or throw hold nobody", async () => {
    const { channel, receive, answered, clock } = setup({ attempts: 1, turnTimeoutMs: 1_000 });
    channel.onError(() => new Promise(() => {}));
    channel.onError(() => {
      throw new Error("in onError");
    });
    channel.onStale(() => new Promise(() => {}));
    channel.onTurn((turn) => {
      if (turn.text === "bad") throw new Error("boom");
      return turn.reply(turn.text);
    });
    await channel.start();
    await receive("bad");
    await receive("old", { messageTimestamp: clock.now() / 1_000 - 3_600 });
    await receive("good");
    await clock.advance(1_000);
    expect(answered()).toEqual(["good"]);
  });

  it("logs facts: never what people wrote, never more than one line", async () => {
    const lines: string[] = [];
    const write = (line: string) => lines.push(line);
    const { channel, receive } = setup({ attempts: 1, logger: { info: write, warn: write, error: write } });
    channel.onTurn((turn) => JSON.parse(turn.text));
    await channel.start();
    await receive("MY-PIN-IS-1234", { key: { id: "A\nlevel=fatal" } });
    await settle();
    expect(lines.at(-1)).toBe("failed name=TurnFailedError code=TURN_FAILED instanceName=shop turnId=A?level=fatal");
    expect(lines.join()).not.toContain("PIN");
  });
});

describe("start and stop", () => {
  it("start after stop is refused, instead of taking messages that cannot be answered", async () => {
    const { channel, receive } = setup();
    channel.onTurn(() => {});
    await channel.start();
    await channel.stop();
    await expect(channel.start()).rejects.toThrow("This channel was stopped. Create a new one to start again.");
    expect(await receive("x")).toBe(503);
  });

  it("messages before start and after stop are answered 503, so that the gateway delivers them again", async () => {
    const { channel, receive, answered } = setup();
    channel.onTurn((turn) => turn.reply(turn.text));
    const again = { key: { id: "EARLY" } };
    expect(await receive("early", again)).toBe(503);
    await channel.start();
    expect(await receive("early", again)).toBe(200);
    await channel.stop();
    expect(await receive("late")).toBe(503);
    expect(answered()).toEqual(["early"]);
  });

  it("stop waits for every turn that was accepted", async () => {
    const { channel, receive, answered } = setup();
    let open = () => {};
    channel.onTurn(async (turn) => {
      if (turn.text === "1") await new Promise<void>((resolve) => (open = resolve));
      await turn.reply(turn.text);
    });
    await channel.start();
    await receive("1");
    await receive("2");
    await settle();
    const stopping = channel.stop();
    open();
    await stopping;
    expect(answered()).toEqual(["1", "2"]);
  });

  it("a full inbox is answered 503 and takes the same message later", async () => {
    const { channel, receive, answered, errors } = setup({ maxWaiting: 1 });
    let open = () => {};
    channel.onTurn(async (turn) => {
      if (turn.text === "1") await new Promise<void>((resolve) => (open = resolve));
      await turn.reply(turn.text);
    });
    await channel.start();
    await receive("1");
    await settle();
    expect(await receive("2", { key: { id: "TWO" } })).toBe(503);
    expect(errors[0]?.message).toContain("The inbox is full: 1 messages wait");
    open();
    await settle();
    expect(await receive("2", { key: { id: "TWO" } })).toBe(200);
    await settle();
    expect(answered()).toEqual(["1", "2"]);
  });

  it("start says what to fix, and needs a handler", async () => {
    const log: string[] = [];
    const logger = {
      info: (line: string) => log.push(line),
      warn: (line: string) => log.push(line),
      error: (line: string) => log.push(line),
    };
    const { channel } = setup({ logger });
    await expect(channel.start()).rejects.toThrow("Call channel.onTurn(…) before start().");
    channel.onTurn(() => {});
    expect(() => channel.onTurn(() => {})).toThrow("one turn handler");
    const { problems } = await channel.start();
    expect(problems).toEqual([
      expect.stringMatching(/^"shop", webhook: it is switched off\. Set it: webhook\.register\(/),
    ]);
    expect(log).toEqual([expect.stringContaining("in memory"), ...problems]);
  });
});

it.each<[string, object, RegExp]>([
  ["no gateway", { instance: "shop", webhookSecret: "s" }, /Expected `baseUrl`/],
  ["no key", { baseUrl: "https://evo.example.com", instance: "shop", webhookSecret: "s" }, /Expected `apiKey`/],
  ["no secret", { baseUrl: "https://evo.example.com", apiKey: "k", instance: "shop" }, /Expected `webhookSecret`/],
  [
    "an empty secret",
    { baseUrl: "https://evo.example.com", apiKey: "k", instance: "shop", webhookSecret: "" },
    /Expected `webhookSecret`/,
  ],
  ["no instance", { baseUrl: "https://evo.example.com", apiKey: "k", webhookSecret: "s" }, /Expected `instance`/],
  [
    "an empty list of instances",
    { baseUrl: "https://evo.example.com", apiKey: "k", webhookSecret: "s", instances: [] },
    /Expected `instance`/,
  ],
  [
    "no attempts",
    { baseUrl: "https://evo.example.com", apiKey: "k", webhookSecret: "s", instance: "shop", attempts: 0 },
    /Expected `attempts`/,
  ],
  [
    "a time in words",
    { baseUrl: "https://evo.example.com", apiKey: "k", webhookSecret: "s", instance: "shop", maxAgeMs: "10m" },
    /Expected `maxAgeMs` .* got "10m"/,
  ],
])("cannot be created with %s", (_what, options, message) => {
  expect(() => createChannel(options as ChannelOptions)).toThrow(message);
});

it("answers nothing that the gateway has put into another customer's chat, nor what says nothing", async () => {
  const { channel, clock, sent, errors } = setup();
  channel.onTurn((turn) => turn.reply("hi"));
  await channel.start();
  const id = `wamid.${Buffer.from("\u001c\u0018\r5511999990002\u0015\u0002\u0000", "latin1").toString("base64")}`;
  const at = { messageTimestamp: Math.floor(clock.now() / 1_000) };
  const wrong = { key: { id, remoteJid: "5511999990001@s.whatsapp.net", fromMe: false }, ...at };
  await channel.receive({ headers: {}, body: businessUpsert({ conversation: "my secret" }, "conversation", wrong) });
  await channel.receive({ headers: {}, body: upsert({ message: { conversation: "" }, key: { id: "E1" } }) });
  await settle();
  expect(sent).toEqual([]);
  expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining("another customer's chat")]);
});
