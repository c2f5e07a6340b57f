import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type Endpoint, endpoints, laterEndpoints } from "../../src/index.js";
import { button, quoted, type SchemaName, schemas } from "../../src/schemas/index.js";
import { badBodies } from "../fixtures/bad-bodies.js";
import { bodies } from "../fixtures/bodies.js";

const all = Object.entries(schemas) as [SchemaName, z.ZodType][];
const number = "5511999990001";

/** Why these routes have no schema, although they are no GET. */
const withoutBody: Readonly<Record<string, string>> = {
  verifyCreds: "the gateway ignores the body",
  restart: "everything is in the path",
  logout: "everything is in the path",
  deleteInstance: "everything is in the path",
  removeProfilePicture: "everything is in the path",
  typebotDelete: "everything is in the path",
  openaiDelete: "everything is in the path",
  openaiDeleteCreds: "everything is in the path",
  difyDelete: "everything is in the path",
  n8nDelete: "everything is in the path",
  flowiseDelete: "everything is in the path",
  evoaiDelete: "everything is in the path",
  evolutionBotDelete: "everything is in the path",
  generateMessageTag: "an empty object, of which nothing is read",
  getAuthState: "an empty object, of which nothing is read",
  chatwootWebhook: "Chatwoot's own, which is passed on as it came",
};

const routes: Readonly<Record<string, Endpoint>> = { ...endpoints, ...laterEndpoints };

describe("schemas", () => {
  it("are there for every route with a body, and for no other", () => {
    const writes = Object.entries(routes).filter(([, { method }]) => method !== "GET");
    const names = writes.map(([name]) => name);
    expect(names.filter((name) => !(name in withoutBody)).sort()).toEqual(all.map(([name]) => name).sort());
    expect(Object.keys(withoutBody).filter((name) => !names.includes(name))).toEqual([]);
  });

  it("take every recorded body, and change nothing", () => {
    for (const [name, body] of bodies) {
      const result = schemas[name as SchemaName].safeParse(body);
      expect([name, result.error?.issues, result.data]).toEqual([name, undefined, body]);
    }
  });

  it.for(badBodies)("of %s refuse %j at %j", ([name, body, path, message = ""]) => {
    const issues = schemas[name as SchemaName].safeParse(body).error?.issues ?? [];
    expect(issues.map(placeOf)).toContain(path);
    expect(issues.map(({ message }) => message)).toContainEqual(expect.stringContaining(message));
  });

  it("say the same of a bot when it is created and when it is updated", () => {
    for (const bot of ["typebot", "openai", "dify", "n8n", "flowise", "evoai", "evolutionBot"] as const)
      expect(schemas[`${bot}Update`]).toBe(schemas[`${bot}Create`]);
  });
});

/** Where an issue is, down to a field that should not be there. */
function placeOf(issue: z.core.$ZodIssue): string {
  return [...issue.path, ...(issue.code === "unrecognized_keys" ? issue.keys : [])].map(String).join(".");
}

describe("the JSON Schema of", () => {
  it.each(all)("%s describes every field to a model", (_, schema) => {
    const json = jsonOf(schema);
    expect(json.description).toMatch(/\.$/);
    expect(undescribed(json)).toEqual([]);
  });

  it("a body takes what was recorded", () => {
    for (const [name, body] of bodies) {
      const read = z.fromJSONSchema(jsonOf(schemas[name as SchemaName]) as Parameters<typeof z.fromJSONSchema>[0]);
      expect([name, read.safeParse(body).error?.issues]).toEqual([name, undefined]);
    }
  });

  it("a text says units, limits, and that nothing else is taken", () => {
    const json = jsonOf(schemas.sendText);
    expect(json).toMatchObject({ type: "object", required: ["number", "text"], additionalProperties: false });
    expect(json.properties?.delay).toMatchObject({
      type: "integer",
      minimum: 0,
      description: expect.stringContaining("Milliseconds"),
    });
  });

  it("a poll says that its answers differ", () => {
    expect(jsonOf(schemas.sendPoll).properties?.values).toMatchObject({ minItems: 2, maxItems: 10, uniqueItems: true });
  });

  it("buttons is a plain list, which every model provider takes", () => {
    const { properties } = jsonOf(schemas.sendButtons);
    expect(properties?.buttons).toMatchObject({ type: "array", minItems: 1, items: { oneOf: expect.any(Array) } });
  });
});

interface Json {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Json>>;
  readonly items?: Json;
  readonly oneOf?: readonly Json[];
  readonly const?: unknown;
}

const jsonOf = (schema: z.ZodType) => z.toJSONSchema(schema) as Json;

/** The fields without a sentence of their own. What tells the members of a union apart needs none. */
function undescribed({ properties = {}, items, oneOf = [] }: Json, at = ""): string[] {
  const fields = Object.entries(properties).flatMap(([name, field]) => [
    ...(field.description?.endsWith(".") || field.const !== undefined ? [] : [`${at}.${name}`]),
    ...undescribed(field, `${at}.${name}`),
  ]);
  return [...fields, ...[...oneOf, ...(items ? [items] : [])].flatMap((part) => undescribed(part, at))];
}

describe("a tool for a model", () => {
  const tool = schemas.sendText.pick({ number: true, text: true });

  it("can take some of a body's fields, and still no others", () => {
    expect(tool.parse({ number, text: "oi" })).toEqual({ number, text: "oi" });
    expect(tool.safeParse({ number, text: "oi", delay: 1 }).error?.issues.map(placeOf)).toEqual(["delay"]);
  });

  it("can be put together from parts", () => {
    const answer = z.strictObject({ options: z.array(button).max(3), quoted: quoted.optional() });
    expect(answer.parse({ options: [{ type: "reply", displayText: "Yes", id: "y" }] }).options).toHaveLength(1);
  });
});

describe("a key as an event carries it", () => {
  const key = {
    id: "3EB0",
    remoteJid: "1@lid",
    fromMe: false,
    remoteJidAlt: `${number}@s.whatsapp.net`,
    addressingMode: "lid",
  };

  it("can be quoted, reacted to and marked as read, whatever else it has", () => {
    const message = { imageMessage: { fileLength: { low: 5, high: 0, unsigned: true } } };
    expect(schemas.sendText.parse({ number, text: "oi", quoted: { key, message } }).quoted).toEqual({ key, message });
    expect(schemas.sendReaction.parse({ key, reaction: "👍" }).key).toEqual(key);
    expect(schemas.markMessageAsRead.parse({ readMessages: [key] }).readMessages).toEqual([key]);
  });

  it("is no filter as a whole: a typo there would find everything", () => {
    const issues = schemas.findMessages.safeParse({ where: { key } }).error?.issues ?? [];
    expect(issues.map(placeOf)).toEqual(["where.key.addressingMode"]);
  });
});

describe("a reaction", () => {
  it.each(["👍", "", "❤️", "1️⃣", "#️⃣", "👩🏻‍❤️‍💋‍👩🏻", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "©️"])("may be %j", (reaction) => {
    expect(
      schemas.sendReaction.safeParse({ key: { id: "1", remoteJid: "1@lid", fromMe: false }, reaction }).success,
    ).toBe(true);
  });
});

describe("whatever comes", () => {
  const anything = fc.anything({ withNullPrototype: true, withBigInt: true });
  const withOneFieldReplaced = fc
    .tuple(fc.constantFrom(...bodies), fc.nat(), anything)
    .map(([[name, body], at, value]): [SchemaName, unknown] => {
      const fields = Object.keys(body as object);
      return [name as SchemaName, { ...(body as object), [String(fields[at % fields.length])]: value }];
    });

  it("is refused with issues or taken unchanged, and never throws", () => {
    const other = fc.tuple(fc.constantFrom(...all.map(([name]) => name)), anything);
    fc.assert(
      fc.property(fc.oneof(other, withOneFieldReplaced), ([name, body]) => {
        const { error, data } = schemas[name].safeParse(body);
        if (error) expect(error.issues.length).toBeGreaterThan(0);
        else expect(data).toEqual(body);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([null, undefined, "", "{}", 0, Number.NaN, [], [{}], () => {}])("is no body: %j", (value) => {
    for (const [name, schema] of all) expect([name, schema.safeParse(value).success]).toEqual([name, false]);
  });

  it("with one field too many names that field", () => {
    const strict = bodies.filter(([name]) => name !== "receiveMeta");
    fc.assert(
      fc.property(fc.constantFrom(...strict), fc.string({ minLength: 1 }), ([name, body], field) => {
        fc.pre(!(field in (body as object)) && !knows(name as SchemaName, field));
        const more = Object.defineProperty({ ...(body as object) }, field, { value: 1, enumerable: true });
        expect(schemas[name as SchemaName].safeParse(more).error?.issues.map(placeOf)).toContain(field);
      }),
    );
  });

  it("with a value of another type names the place, with nothing in it taken for a number or a text", () => {
    for (const delay of [Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5, "1000", null, 1n, [1], {}, 2 ** 53])
      expect(schemas.sendText.safeParse({ number, text: "oi", delay }).error?.issues.map(placeOf)).toContain("delay");
    for (const text of ["", " \n", 1, null, ["oi"], { toString: () => "oi" }, new String("oi")])
      expect(schemas.sendText.safeParse({ number, text }).error?.issues.map(placeOf)).toEqual(["text"]);
  });

  it("under the name __proto__ is refused, or left out where any name may come", () => {
    const body = JSON.parse(`{"number":"${number}","text":"oi","__proto__":{"delay":1}}`);
    expect(schemas.sendText.safeParse(body).error?.issues.map(placeOf)).toEqual(["__proto__"]);
    const inside = JSON.parse(
      `{"number":"${number}","text":"oi","quoted":{"key":{"id":"1","__proto__":{"fromMe":true}}}}`,
    );
    const { quoted } = schemas.sendText.parse(inside);
    expect(Object.getPrototypeOf(quoted?.key)).toBe(Object.prototype);
    expect(quoted?.key.fromMe).toBeUndefined();
    const headers = JSON.parse('{"x-tenant":"acme","__proto__":{"a":"b"}}');
    const { webhook } = schemas.webhookSet.parse({
      webhook: { enabled: true, url: "https://a.example", events: [], headers },
    });
    expect(webhook.headers).toEqual({ "x-tenant": "acme" });
    expect(Object.getPrototypeOf(webhook.headers ?? {})).toBe(Object.prototype);
  });

  it("may be huge", () => {
    const numbers = Array.from({ length: 200_000 }, (_, i) => String(i));
    expect(schemas.whatsappNumbers.safeParse({ numbers }).success).toBe(true);
    expect(schemas.whatsappNumbers.safeParse({ numbers: [...numbers, "0"] }).error?.issues.map(placeOf)).toEqual([
      "numbers",
    ]);
    expect(schemas.whatsappNumbers.safeParse({ numbers: numbers.map(Number) }).error?.issues).toHaveLength(200_000);
    expect(schemas.sendPoll.safeParse({ number, name: "?", selectableCount: 0, values: numbers }).success).toBe(false);
    const media = "A".repeat(50_000_000);
    expect(schemas.sendMedia.safeParse({ number, mediatype: "image", media }).success).toBe(true);
  });

  it.each(["1", "(", "1(", "a", "a.", "@", " "])(
    "is read once, however long: %j",
    (piece) => {
      const long = piece.repeat(500_000);
      for (const end of ["!", "@g.us", "@g.us!"]) schemas.fetchProfilePictureUrl.safeParse({ number: long + end });
      schemas.sendText.safeParse({ number, text: " ".repeat(500_000), mentioned: [long] });
      schemas.leaveGroup.safeParse({ groupJid: `${long}!` });
      schemas.createInstance.safeParse({ instanceName: "a", integration: "EVOLUTION", number: `${long}!` });
    },
    2_000,
  );
});

/** Whether a field of this name may be there, in any form of the body. */
function knows(name: SchemaName, field: string): boolean {
  const { properties = {}, oneOf = [] } = jsonOf(schemas[name]);
  const forms = oneOf.flatMap((form) => [form, ...(form.oneOf ?? [])]);
  return field in properties || forms.some(({ properties = {} }) => field in properties);
}

describe("numbers", () => {
  const digits = fc.stringMatching(/^\d{1,20}$/);
  const recipient = (value: string) => schemas.fetchProfilePictureUrl.safeParse({ number: value }).success;

  it("are digits with or without the punctuation people write, or JIDs", () => {
    fc.assert(
      fc.property(digits, fc.array(fc.constantFrom(" ", "+", "(", ")", "-", ".")), fc.nat(), (number, marks, at) => {
        const i = at % (number.length + 1);
        expect(recipient(number.slice(0, i) + marks.join("") + number.slice(i))).toBe(true);
        for (const server of ["s.whatsapp.net", "g.us", "lid"]) expect(recipient(`${number}@${server}`)).toBe(true);
      }),
    );
    for (const jid of ["5511999990001:12@s.whatsapp.net", "5511999990001-1434567890@g.us", "status@broadcast"])
      expect(recipient(jid)).toBe(true);
  });

  it("are nothing else", () => {
    for (const other of ["", " ", "+", "Maria", "maria@example.com", "@g.us", "5511999990001@g.us.", "551199999\u0000"])
      expect([other, recipient(other)]).toEqual([other, false]);
  });
});

describe("a poll", () => {
  it("has 2 to 10 answers, all different", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 2 }), { maxLength: 12 }), (values) => {
        const isFine = values.length >= 2 && values.length <= 10 && new Set(values).size === values.length;
        expect(schemas.sendPoll.safeParse({ number, name: "?", selectableCount: 1, values }).success).toBe(isFine);
      }),
    );
  });
});
