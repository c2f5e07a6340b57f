import { type ContractResult, createFakeGateway, runContract } from "../src/testing/index.js";
import { table } from "./live/table.js";

/**
 * Compares a gateway with what the package believes about Evolution API 2.3.6: `EVOLUTION_URL=… EVOLUTION_API_KEY=… npm run
 * test:live`. `EVOLUTION_INSTANCE=… EVOLUTION_NUMBER=…` adds the sends of a paired instance. Without an address it runs
 * against the fake gateway. Exits 1 when something differs.
 */
async function main(): Promise<number> {
  const { EVOLUTION_URL, EVOLUTION_API_KEY, EVOLUTION_INSTANCE, EVOLUTION_NUMBER } = process.env;
  if (EVOLUTION_URL && !EVOLUTION_API_KEY) {
    console.error("Set EVOLUTION_API_KEY to the gateway's global key (its AUTHENTICATION_API_KEY).");
    return 2;
  }
  if (EVOLUTION_INSTANCE && !EVOLUTION_NUMBER) {
    console.error("Set EVOLUTION_NUMBER to the digits of a phone that may receive the test messages.");
    return 2;
  }
  await using fake = EVOLUTION_URL ? undefined : await createFakeGateway({ instances: [{ name: "paired" }] });
  const target = fake
    ? { baseUrl: fake.url, apiKey: fake.apiKey, instance: "paired", number: "5511999990001" }
    : {
        baseUrl: EVOLUTION_URL ?? "",
        apiKey: EVOLUTION_API_KEY ?? "",
        instance: EVOLUTION_INSTANCE || undefined,
        number: EVOLUTION_NUMBER || undefined,
      };
  console.log(
    fake
      ? "EVOLUTION_URL is not set: this is the fake gateway, not a real one.\n"
      : `${originOf(target.baseUrl)}, as Evolution API 2.3.6\n`,
  );

  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // Not once: a second Ctrl-C would end the process before it has cleaned up.
    process.on(name, () => {
      if (!stop.signal.aborted) console.error("\nStopping, and deleting what was created. This takes a moment.");
      stop.abort();
    });
  }
  const results = await runContract({ ...target, onCase: progress, signal: stop.signal });
  process.stderr.write("\n\n");

  for (const line of table(results)) console.log(line);
  const count = (outcome: ContractResult["outcome"]) => results.filter((result) => result.outcome === outcome).length;
  console.log(`\npassed ${count("passed")}, failed ${count("failed")}, skipped ${count("skipped")}`);
  return count("failed") > 0 || stop.signal.aborted ? 1 : 0;
}

/** The address without what may be a password. */
const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : "an address that is none");

/** A letter a case, so that one sees it move. */
function progress({ outcome }: ContractResult): void {
  process.stderr.write(outcome === "passed" ? "." : outcome === "failed" ? "F" : "s");
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
