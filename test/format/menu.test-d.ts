import { type MenuAnswer, type MenuCapabilities, menu, type RenderedMenu } from "evolution-kit/format/menu";
import { describe, expectTypeOf, it } from "vitest";
import type { Capabilities, EvolutionClient } from "../../src/index.js";
import type { InboundMessage } from "../../src/webhooks/index.js";

type Messages = ReturnType<EvolutionClient["instance"]>["messages"];
type BodyOf<Name extends keyof Messages> = Messages[Name] extends (body: infer Body, ...rest: never[]) => unknown
  ? Omit<Body, "number">
  : never;
type Rendered<Kind> = Extract<RenderedMenu, { kind: Kind }>["body"];

describe("a menu's bodies", () => {
  it("are what the client sends, but for the number", () => {
    expectTypeOf<Rendered<"buttons">>().toExtend<BodyOf<"sendButtons">>();
    expectTypeOf<Rendered<"list">>().toExtend<BodyOf<"sendList">>();
    expectTypeOf<Rendered<"poll">>().toExtend<BodyOf<"sendPoll">>();
    expectTypeOf<Rendered<"text">>().toExtend<BodyOf<"sendText">>();
  });

  it("are of the kind that was asked for", () => {
    const size = menu({ title: "Size?", options: ["S", "L"] });
    expectTypeOf(size.render("poll").body.values).toEqualTypeOf<readonly string[]>();
    expectTypeOf(size.render({} as Capabilities, { prefer: "poll" })).toEqualTypeOf<RenderedMenu>();
    // @ts-expect-error no such kind
    size.render("carousel");
  });
});

describe("a menu takes", () => {
  it("the client's capabilities and the webhook's messages", () => {
    expectTypeOf<Capabilities>().toExtend<MenuCapabilities>();
    expectTypeOf<InboundMessage>().toExtend<MenuAnswer>();
  });
});

describe("what was chosen", () => {
  it("has one of the menu's ids", () => {
    const drinks = menu({
      title: "Drinks",
      sections: [
        { title: "Cold", options: ["Water", { id: "j", title: "Juice" }] },
        { title: "Hot", options: [{ title: "Tea", description: "Green" }] },
      ],
    });
    const answer = drinks.match({ kind: "text", text: "1" });
    if (answer.kind === "chosen") expectTypeOf(answer.option.id).toEqualTypeOf<"Water" | "j" | "Tea">();
    // @ts-expect-error nothing was chosen yet
    answer.option;
    const rows: { id: string; title: string }[] = [];
    const found = menu({ title: "Any", options: rows.concat({ id: "a", title: "A" }) }).match({ kind: "text" });
    if (found.kind === "chosen") expectTypeOf(found.option.id).toEqualTypeOf<string>();
  });
});
