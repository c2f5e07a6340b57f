#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { systemClock } from "../internal/clock.js";
import { main } from "./main.js";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const stop = new AbortController();
// Once: a second Ctrl-C ends the process as if there were no handler.
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());
// `evolution-kit doctor | head` closes the pipe before all is written.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await main({
  argv: process.argv.slice(2),
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: stop.signal,
  clock: systemClock,
  version,
});
