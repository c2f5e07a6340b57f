import { readdirSync, readFileSync } from "node:fs";

/** The page's files by name. The build puts their text in place of this file (see tsup.config.ts): dist reads no disk. */
export const assets: Readonly<Record<string, string>> = readPage();

function readPage(): Record<string, string> {
  const folder = new URL("./page/", import.meta.url);
  const names = readdirSync(folder).filter((name) => /\.(html|css|js|svg)$/.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(new URL(name, folder), "utf8")]));
}
