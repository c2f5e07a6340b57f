import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { about, type Diagnosis } from "../../checks/diagnosis.js";
import { messageOf } from "../../internal/record.js";
import { redactUrls } from "../../internal/redact.js";
import { UsageError } from "../command.js";

/** The gateway's environment, as far as it was given. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** @throws {UsageError} the file cannot be read */
export async function readSettings(path: string): Promise<Settings> {
  try {
    return parseEnv(await readFile(path, "utf8"));
  } catch (error) {
    throw new UsageError(`--gateway-env: ${messageOf(error)}`);
  }
}

const howTo = "Pass its environment: docker compose exec -T api env > gateway.env, then --gateway-env gateway.env.";

/** Whether events come by one webhook and not by two. `url` is the instance's own, if it is on. */
export function checkOneWebhook(settings: Settings | undefined, url: string | undefined): Diagnosis {
  const one = about("one webhook");
  if (!settings)
    return one.skipped(
      "whether the global webhook is on beside the instance's cannot be read over REST",
      `${howTo} Or make sure of WEBHOOK_GLOBAL_ENABLED=false.`,
    );
  const isGlobal = settings.WEBHOOK_GLOBAL_ENABLED === "true" && /^https?:/.test(settings.WEBHOOK_GLOBAL_URL ?? "");
  const globalUrl = redactUrls(settings.WEBHOOK_GLOBAL_URL ?? "");
  if (isGlobal && url !== undefined)
    return one.fail(
      `both are on: every event comes twice, the second time to ${globalUrl}`,
      "WEBHOOK_GLOBAL_ENABLED=false in the gateway's environment, or switch the instance's webhook off.",
    );
  if (isGlobal) return one.ok(`the global one, to ${globalUrl}: without headers of its own`);
  if (url === undefined)
    return one.fail("there is none: neither the instance's nor the global one", "Set the instance's.");
  return one.ok("the instance's alone");
}

/** What the environment says of how messages are stored; `undefined` when it was not given. */
export function storesMessages(settings: Settings | undefined): boolean | undefined {
  // The image has it on; only a value that is given can switch it off.
  return settings && (settings.DATABASE_SAVE_DATA_NEW_MESSAGE ?? "true") === "true";
}

/** Whether `date_time` of events is in UTC, by the environment. */
export function checkTimeZone(settings: Settings | undefined): Diagnosis {
  const dateTime = about("date_time");
  if (!settings)
    return dateTime.skipped("the gateway's time zone shows in its events only", `Pass --listen to see one. ${howTo}`);
  const zone = settings.TZ;
  if (zone !== undefined && /^(Etc\/)?(UTC|GMT|UCT|Zulu|Universal)$/i.test(zone)) return dateTime.ok(`TZ=${zone}`);
  return dateTime.warn(
    `${zone ? `TZ=${zone}` : "TZ is not set, and the image's own is America/Sao_Paulo"}: events carry that local time, marked as UTC`,
    "TZ=UTC in the gateway's environment.",
  );
}
