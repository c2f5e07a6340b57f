import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** A browser that some tests need. */
export interface SystemChromium {
  /** Why its tests are skipped, for their title; `undefined`: they run. */
  readonly skipReason: string | undefined;
  launch(): Promise<Browser>;
}

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * The system's Chromium: the one of CHROMIUM_PATH, else the first on PATH.
 *
 * @throws {Error} there is none, and REQUIRE_SERVICES=1 says that it must be there
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): SystemChromium {
  const executablePath = [env.CHROMIUM_PATH, ...["chromium", "chromium-browser", "google-chrome"].map(onPath)].find(
    (path) => path && existsSync(path),
  );
  const launch = () => chromium.launch({ executablePath: executablePath ?? "", args: quiet, headless: true });
  if (executablePath) return { skipReason: undefined, launch };
  const skipReason = "no Chromium: set CHROMIUM_PATH, or install chromium";
  if (env.REQUIRE_SERVICES === "1") throw new Error(`REQUIRE_SERVICES is set, and there is ${skipReason}.`);
  return { skipReason, launch };

  function onPath(command: string): string | undefined {
    const found = spawnSync("sh", ["-c", `command -v ${command}`], { env: { PATH: env.PATH }, encoding: "utf8" });
    // Without a shell on PATH, there is no output at all.
    return found.stdout?.trim() || undefined;
  }
}
