import { InvalidArgumentError } from "../errors/index.js";
import { describe, isRecord, own } from "../internal/record.js";
import type { AddOptions } from "../queue/queue.js";
import { printsOfSend } from "./content.js";
import type { OutboxJob } from "./job.js";
import type { MediaStore } from "./media/media-store.js";
import { lanePrefixOf } from "./protection/index.js";
import { chatOf, checkMethod, type OutboxBody, type SendMethod, sends } from "./sends.js";

export interface AddSendOptions {
  /**
   * A send of this key is made once, however often it is added within `rememberMs`, by whatever process: the first one's
   * handle and outcome are answered, whatever the body. @default none
   */
  readonly idempotencyKey?: string | undefined;
  /** 0 is the most urgent, 8_191 the least: give bulk a larger number than replies. Within a chat the order holds. @default 0 */
  readonly priority?: number | undefined;
  /** It joins the end of its chat only then. @default 0 */
  readonly delayMs?: number | undefined;
}

const longestKey = 500;

/**
 * A send as a job. Its file is read and stored first, unless it is given by URL or path.
 *
 * @throws {InvalidArgumentError} the method, the instance, the recipient, the file or the key is wrong
 * @throws {MediaError} the file cannot be read
 */
export async function toNewJob<Method extends SendMethod>(
  method: Method,
  given: OutboxBody<Method>,
  { idempotencyKey, priority, delayMs }: AddSendOptions,
  files: Pick<MediaStore, "pack">,
): Promise<{ readonly data: OutboxJob } & AddOptions> {
  checkMethod(method);
  if (!isRecord(given))
    throw new InvalidArgumentError(`Expected the body of ${method} to be an object, got ${describe(given)}.`);
  const { instanceName, ...rest } = given;
  checkInstance(instanceName);
  const chat = chatOf(method, rest);
  const jobId = jobIdOf(idempotencyKey);
  const { body, media } = await files.pack(method, rest, { delayMs });
  const data: OutboxJob = {
    ...{ instanceName, method, chat },
    body: body as OutboxJob["body"],
    prints: printsOfSend(method, body),
    ...(media && { media }),
    ...idOf(method, body),
  };
  return { data, lane: `${lanePrefixOf(instanceName)}${chat}`, jobId, priority, delayMs };
}

function checkInstance(name: unknown): asserts name is string {
  if (typeof name === "string" && name !== "" && name.length <= 200 && name.isWellFormed()) return;
  throw new InvalidArgumentError(`Expected \`instanceName\` to be an instance's name, got ${describe(name)}.`);
}

function jobIdOf(key: unknown): string | undefined {
  if (key === undefined) return undefined;
  if (typeof key === "string" && key !== "" && key.length <= longestKey && key.isWellFormed()) return `key:${key}`;
  throw new InvalidArgumentError(
    `Expected \`idempotencyKey\` to be a text of 1 to ${longestKey} characters, got ${describe(key)}.`,
  );
}

/** The form of the gateway's own ids. */
function idOf(method: SendMethod, body: object): { readonly messageId?: string } {
  if (!sends[method].choosesId) return {};
  const given = own(body, "messageId");
  if (typeof given === "string" && given !== "") return { messageId: given };
  return { messageId: `3EB0${crypto.randomUUID().replaceAll("-", "").slice(0, 18).toUpperCase()}` };
}
