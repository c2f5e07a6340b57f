import { InvalidArgumentError } from "../../errors/index.js";

/** A template's text between its placeholders, and these. */
export type TemplateNode = string | Placeholder;

export interface Placeholder {
  readonly name: string;
  readonly type: PlaceholderType;
  /** What follows the type: a style or a currency. */
  readonly argument: string;
  /** Of plurals and selects. */
  readonly branches: ReadonlyMap<string, readonly TemplateNode[]>;
}

export type PlaceholderType = "text" | keyof typeof types | keyof typeof branching;

const length = /^(?:short|medium|long|full)?$/;
/** The types there are, what may follow them, and how a message says so. */
const types = {
  number: [/^(?:integer|percent)?$/, "integer or percent"],
  currency: [/^(?:[A-Z]{3})?$/, "a code such as BRL"],
  date: [length, "short, medium, long or full"],
  time: [length, "short, medium, long or full"],
  datetime: [length, "short, medium, long or full"],
} as const;

const branching = {
  plural: [/=\d+|zero|one|two|few|many|other/y, "zero, one, two, few, many, other or a number such as =0"],
  select: [/\w+/y, "a word"],
} as const;

/**
 * Reads a template: `{{name}}`, `{{name, type}}`, `{{name, type, style}}` and `{{name, plural, one {…} other {…}}}`.
 *
 * @throws {InvalidArgumentError} with the place of what is wrong, and what would be right
 */
export function parseTemplate(text: string): readonly TemplateNode[] {
  return new TemplateReader(text).read();
}

/** The names of all parameters, each once. */
export function namesIn(nodes: readonly TemplateNode[]): ReadonlySet<string> {
  const names = new Set<string>();
  const walk = (list: readonly TemplateNode[]) => {
    for (const node of list) {
      if (typeof node === "string") continue;
      names.add(node.name);
      for (const branch of node.branches.values()) walk(branch);
    }
  };
  walk(nodes);
  return names;
}

class TemplateReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): readonly TemplateNode[] {
    return this.#body(/\{\{|\}\}/g, undefined);
  }

  /** Text and placeholders; inside of a branch up to its closing brace. `#` is the number of the plural around it. */
  #body(special: RegExp, counted: string | undefined, depth = 0): readonly TemplateNode[] {
    const nodes: TemplateNode[] = [];
    let text = "";
    for (;;) {
      special.lastIndex = this.#at;
      const found = special.exec(this.#text);
      text += this.#text.slice(this.#at, found?.index);
      this.#at = found?.index ?? this.#text.length;
      const mark = found?.[0] ?? "";
      if (mark.startsWith("'")) {
        text += mark.charAt(1);
        this.#at += 3;
        continue;
      }
      if (mark === "#" && counted === undefined) {
        text += mark;
        this.#at++;
        continue;
      }
      if (text !== "") nodes.push(text);
      text = "";
      if (mark === "#" && counted !== undefined) {
        nodes.push({ name: counted, type: "number", argument: "", branches: new Map() });
        this.#at++;
      } else if (mark === "{{") nodes.push(this.#placeholder(counted, depth));
      else if (mark === "" && depth === 0) return nodes;
      else if (mark === "}" && depth > 0) return nodes;
      else if (mark === "") this.#fail("the branch is not closed. Add }");
      else if (mark === "{") this.#fail("a lone { in a branch. Write '{'");
      else this.#fail("}} closes nothing. Write {{ before the name");
    }
  }

  #placeholder(counted: string | undefined, depth: number): Placeholder {
    const start = this.#at;
    this.#at += 2;
    const name = this.#take(/[A-Za-z_]\w*/y) || this.#fail("expected a name of letters, digits and _, as in {{name}}");
    if (this.#take(/\}\}/y)) return { name, type: "text", argument: "", branches: new Map() };
    if (!this.#take(/,/y)) this.#fail(`expected }} or a comma after "${name}". Write {{${name}}}`);
    const type = this.#take(/\w+/y);
    if (Object.hasOwn(branching, type)) {
      return this.#branches({ name, type: type as keyof typeof branching, start, counted, depth });
    }
    if (!Object.hasOwn(types, type)) {
      const known = [...Object.keys(types), ...Object.keys(branching)].join(", ");
      this.#fail(`"${type}" is not a type of placeholder. Use one of ${known}`, this.#at - type.length);
    }
    const [allowed, wanted] = types[type as keyof typeof types];
    const argument = this.#take(/,/y) ? this.#take(/[^{}]*/y).trim() : "";
    if (!allowed.test(argument)) this.#fail(`"${argument}" does not go with ${type}. Use ${wanted}, or leave it out`);
    if (!this.#take(/\}\}/y)) this.#fail(`the placeholder "${name}" is not closed. Add }}`, start);
    return { name, type: type as keyof typeof types, argument, branches: new Map() };
  }

  #branches({ name, type, start, counted, depth }: BranchesAt): Placeholder {
    const [key, wanted] = branching[type];
    const branches = new Map<string, readonly TemplateNode[]>();
    if (depth > 7) this.#fail("more than 8 plurals and selects in one another. Use a template for each");
    if (!this.#take(/,/y)) this.#fail(`expected a comma and branches. Write {{${name}, ${type}, other {…}}}`);
    while (!this.#take(/\}\}/y)) {
      const found = this.#take(key) || this.#fail(`expected a branch or }}: the branches of ${type} are ${wanted}`);
      if (branches.has(found)) this.#fail(`the branch "${found}" is there twice. Remove one`);
      if (!this.#take(/\{/y)) this.#fail(`expected { after "${found}". Write ${found} {…}`);
      branches.set(found, this.#body(/'[{}#]'|\{\{(?!\{)|[{}#]/g, type === "plural" ? name : counted, depth + 1));
      this.#at++;
    }
    if (!branches.has("other")) this.#fail(`"${name}" has no branch for everything else. Add other {…}`, start);
    return { name, type, argument: "", branches };
  }

  /** What is there, after white space; empty when it is something else. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#next;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    if (found !== "") this.#at = pattern.lastIndex;
    return found;
  }

  /** Where the next character stands that is not white space. */
  get #next(): number {
    const rest = this.#text.slice(this.#at);
    return this.#at + rest.length - rest.trimStart().length;
  }

  #fail(problem: string, at = this.#next): never {
    const before = this.#text.slice(0, at).split("\n");
    const column = (before[before.length - 1] ?? "").length + 1;
    throw new InvalidArgumentError(`The template is wrong at line ${before.length}, column ${column}: ${problem}.`);
  }
}

interface BranchesAt {
  readonly name: string;
  readonly type: keyof typeof branching;
  readonly start: number;
  readonly counted: string | undefined;
  readonly depth: number;
}
