import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "esbuild";
import { Lexer, Tokenizer } from "marked";

/** The file that `marked` is. Its source map carries the modules it was made of. */
const bundle = createRequire(import.meta.url).resolve("marked");

/** Text to be found, all of it or by a pattern, and what stands there instead. */
type Edit = readonly [find: string | RegExp, put: string];

const pedantic: Edit = ["this.options.pedantic", "false"];
const gfm: Edit = ["this.options.gfm", "true"];

const lineAtStartOf = `const lineAtStartOf = (text) => {
  const end = text.indexOf("\\n");
  return end < 0 ? text : text.slice(0, end);
};`;

/** What never changes in how we read, so that all that depends on it falls away; and two things that we need quicker. */
const edits: Readonly<Record<string, readonly Edit[]>> = {
  "helpers.ts": [],
  "Tokenizer.ts": [
    pedantic,
    gfm,
    // We read what stands in the source, and decode names as well as numbers.
    ["escaped ? cap[0] : decodeNumericCharacterReferences(cap[0])", "cap[0]"],
    // Asked of the whole rest of the text for every line of a list: it takes a twentieth of the time.
    [/(src|cap\[2\])\.split\('\\n', 1\)\[0\]/, "lineAtStartOf($1)"],
    ["export class _Tokenizer", `${lineAtStartOf}\nexport class _Tokenizer`],
  ],
  "Lexer.ts": [
    pedantic,
    gfm,
    ["this.options.silent", "false"],
    ["this.options.extensions", "undefined"],
    // The rules are chosen here, when the package is built.
    [/ {2}static get rules\(\) \{\n.*?\n {2}\}\n/s, ""],
    [/ {4}const rules = \{\n.*?this\.tokenizer\.rules = rules;\n/s, ""],
    [
      "const { blockSkip, tag, autolink } = this.tokenizer.rules.inline",
      "const blockSkip = inline.blockSkip, tag = inline.tag, autolink = inline.autolink",
    ],
  ],
};

const modules: Readonly<Record<string, string>> = {
  "entry.ts": 'export { _Lexer as Lexer } from "./Lexer.ts"; export { _Tokenizer as Tokenizer } from "./Tokenizer.ts";',
  "rules.ts": rulesModule(),
  // We always pass options.
  "defaults.ts": "export const _defaults = {};",
  ...Object.fromEntries(readSources().map(([name, source]) => [name, withNamedRules(edited(name, source))])),
};

/**
 * Bundles what we use of marked, its lexer as it reads GFM, instead of importing marked: its one file cannot be shaken, and
 * most of it writes HTML. Fails when marked is no longer made the way this expects. Puts its licence beside the code.
 */
export const markedLexer: Plugin = {
  name: "marked-lexer",
  setup(build) {
    const namespace = "marked";
    build.onResolve({ filter: /^marked$/ }, () => ({ path: "entry.ts", namespace, sideEffects: false }));
    build.onResolve({ filter: /^\.\//, namespace }, ({ path }) => ({
      path: path.slice(2),
      namespace,
      sideEffects: false,
    }));
    build.onLoad({ filter: /./, namespace }, ({ path }) => ({ contents: modules[path] ?? refuse(path), loader: "ts" }));
    build.onEnd(() => {
      const { outdir = "dist" } = build.initialOptions;
      mkdirSync(outdir, { recursive: true });
      copyFileSync(join(dirname(bundle), "..", "LICENSE"), join(outdir, "LICENSE.marked.txt"));
    });
  },
};

function refuse(what: string): never {
  throw new Error(
    `Expected to find ${what} in marked's sources. marked has changed: compare it with scripts/build/marked-lexer.ts.`,
  );
}

function readSources(): readonly (readonly [name: string, source: string])[] {
  const map: { sources: string[]; sourcesContent?: string[] } = JSON.parse(readFileSync(`${bundle}.map`, "utf8"));
  return Object.keys(edits).map((name) => {
    return [name, map.sourcesContent?.[map.sources.indexOf(`../src/${name}`)] ?? refuse(name)];
  });
}

function edited(name: string, source: string): string {
  return (edits[name] ?? []).reduce((text, [find, put]) => {
    const next = text.replaceAll(typeof find === "string" ? find : new RegExp(find, "gs"), put);
    return next === text ? refuse(`${find} (${name})`) : next;
  }, source);
}

/** Every rule that GFM is read with as a constant of its own, `inline_text`: a bundler drops the ones without a use. */
function rulesModule(): string {
  const tokenizer = new Tokenizer();
  new Lexer({ gfm: true, tokenizer });
  const constants = Object.entries(tokenizer.rules).flatMap(([group, rules]) =>
    Object.entries<unknown>(rules).map(([name, rule]) => `export const ${group}_${name} = ${ruleSource(rule)};`),
  );
  return [
    "const byIndent = (rules) => (indent) => rules[Math.max(0, Math.min(3, indent - 1))];",
    "const once = (make, made = {}) => (bullet) => (made[bullet] ??= make(bullet));",
    ...constants,
  ].join("\n");
}

/** Some rules depend on how far their list item is indented, up to three columns, or on its bullet. */
function ruleSource(rule: unknown): string {
  if (rule instanceof RegExp) return String(rule);
  if (typeof rule !== "function") return refuse("nothing but patterns and functions");
  const indents = [1, 2, 3, 4].map((indent) => rule(indent));
  const isByIndent = new Set(indents.map(String)).size === 4 && String(rule(5)) === String(indents[3]);
  return isByIndent ? `/* @__PURE__ */ byIndent([${indents}])` : `/* @__PURE__ */ once(${rule})`;
}

/** `this.rules.inline.text` becomes `inline_text`. */
function withNamedRules(source: string): string {
  const used = new Set<string>();
  const text = source
    .replace(/^import .* from '\.\/rules\.ts';$/gm, "")
    .replace(/(?<![.\w])(?:(?:this\.(?:tokenizer\.)?)?rules\.)?(block|inline|other)\.(\w+)/g, (_, group, name) => {
      used.add(`${group}_${name}`);
      return `${group}_${name}`;
    });
  return /\brules\.\w/.test(text)
    ? refuse("rules by their names only")
    : `import { ${[...used]} } from "./rules.ts";${text}`;
}
