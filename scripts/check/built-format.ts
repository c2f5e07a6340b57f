import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fromWhatsApp, splitMessage, toPlainText, toWhatsApp } from "../../src/format/index.js";
import { cases } from "../../test/format/cases.js";
import { root } from "./exec.js";
import type { Report } from "./step.js";

const conversions = { toWhatsApp, toPlainText, fromWhatsApp, splitMessage };

/**
 * The built package reads Markdown with a lexer of its own making (`scripts/build/marked-lexer.ts`): it has to answer what
 * the sources answer with marked itself. Texts are those of the tests, alone, inside one another and cut short.
 */
export async function checkBuiltFormat(): Promise<Report> {
  const path = join(root, "dist", "format", "index");
  const builds: Readonly<Record<string, typeof conversions>> = {
    "index.js": await import(pathToFileURL(`${path}.js`).href),
    "index.cjs": createRequire(import.meta.url)(`${path}.cjs`),
  };
  const texts = cases.flatMap(([, markdown], i) => {
    const next = cases[(i * 7 + 1) % cases.length]?.[1] ?? "";
    const half = markdown.slice(0, markdown.length / 2);
    return [markdown, `- ${markdown}\n  ${next}`, `> ${markdown}\n${next}`, `${half}${next}`, `${half}\n\n${next}`];
  });
  const problems: string[] = [];
  for (const [file, built] of Object.entries(builds)) {
    for (const [name, convert] of Object.entries(conversions)) {
      const builtOne = built[name as keyof typeof conversions];
      const different = texts.find((text) => String(builtOne(text)) !== String(convert(text)));
      if (different === undefined) continue;
      const [wanted, got] = [convert(different), builtOne(different)].map((value) => JSON.stringify(value));
      problems.push(`dist/format/${file}: ${name}(${JSON.stringify(different)}) should be ${wanted}, and is ${got}.`);
    }
  }
  return { problems, notes: [`${texts.length} texts`] };
}
