import { randomUUID } from "node:crypto";
import { about, type Diagnosis } from "../../checks/diagnosis.js";
import { isInnerName, isPrivate } from "../../checks/hosts.js";
import { redactUrls } from "../../internal/redact.js";
import { isTaken, post, sign, type Trial, type TrialOptions } from "./trial.js";

const slowMs = 3_000;
/** How old a token is at the gateway's last tries: made before the first, about 20 minutes earlier. */
const lastTryMs = 20 * 60_000;

/**
 * Posts trial events to the webhook from this machine: as the gateway would, as a stranger would, and with tokens that are
 * wrong or old.
 */
export async function* tryDelivery(options: TrialOptions): AsyncGenerator<Diagnosis> {
  const { row, clock } = options;
  const { jwt_key: key, ...headers } = row.headers ?? {};
  const secret = about("webhook secret");
  const jwt = about("webhook jwt");
  const now = clock.now();
  // The gateway cannot sign with an empty key either.
  const token = key ? await sign(key, now) : undefined;
  const first = await post(options, { headers, token });
  yield deliveryOf(first, options);
  if (!isTaken(first)) {
    yield secret.skipped("the receiver does not take a trial delivery");
    yield jwt.skipped("the receiver does not take a trial delivery");
    return;
  }
  const wrongToken = key ? await sign(randomUUID(), now) : undefined;
  const stranger = await post(options, { headers: {}, token: wrongToken });
  yield secretOf(stranger, options);
  if (key === undefined) {
    yield jwt.skipped("the webhook has no jwt_key");
  } else if (token === undefined) {
    yield jwt.fail(
      "jwt_key is empty: the gateway cannot sign with it, and loses every event",
      "Set a jwt_key of 32 random bytes, or none.",
    );
  } else {
    // Where the token alone is enough, it is looked at alone.
    const isEnough = isTaken(await post(options, { headers: {}, token }));
    const others = isEnough ? {} : headers;
    const wrong = isEnough ? stranger : await post(options, { headers, token: wrongToken });
    const old = await post(options, { headers: others, token: await sign(key, now - lastTryMs) });
    yield jwtOf({ wrong, old, isEnough });
  }
}

function deliveryOf({ status, ms, failure, location }: Trial, { row }: TrialOptions): Diagnosis {
  const delivery = about("webhook delivery");
  const { hostname } = new URL(row.url);
  const isName = failure === "ENOTFOUND" || failure === "EAI_AGAIN";
  if (isName && isInnerName(hostname))
    return delivery.skipped(`${hostname} is a name of the gateway's own network, which is not known on this machine`);
  if (status === undefined)
    return delivery.fail(
      `cannot be reached from this machine: ${failure}`,
      "Is the bot running, and does this address lead to it? The gateway's own machine may see it otherwise.",
    );
  if (status >= 300 && status < 400) {
    const to = location === undefined ? "elsewhere" : `to ${redactUrls(location)}`;
    return delivery.fail(
      `redirects ${to} (${status}): after a redirect most events have no body`,
      "Register the final address.",
    );
  }
  if (status === 401 || status === 403)
    return delivery.fail(
      `refused (${status}) with the webhook's own headers: the gateway's events are lost, for it never tries again`,
      "Give gateway and receiver the same secret: webhook.register sets the one that the receiver checks.",
    );
  if (status === 404 && !row.webhookByEvents)
    return delivery.fail("there is nothing at this path (404)", "Register the path that the bot serves.");
  if (status >= 400 && status < 500)
    return delivery.warn(
      `the trial event was answered ${status}; real ones may be taken`,
      "Answer events that are not known with a 200: after 400, 401, 403, 404 and 422 the gateway never tries again.",
    );
  if (status >= 500)
    return delivery.fail(
      `answers ${status}: the gateway tries again for 20 minutes, then gives up`,
      "See the bot's log.",
    );
  if (ms > slowMs)
    return delivery.warn(
      `taken (${status}) after ${ms} ms, from this machine`,
      "Answer at once and work afterwards: while a delivery waits, edits hold all messages of the instance back.",
    );
  return delivery.ok(`taken (${status}) in ${ms} ms, from this machine`);
}

function secretOf(stranger: Trial, { row }: TrialOptions): Diagnosis {
  const secret = about("webhook secret");
  if (!isTaken(stranger))
    return secret.ok(`a delivery without it is not taken (${stranger.status ?? stranger.failure})`);
  const seen = "a delivery without the webhook's secrets is taken: whoever knows the address can write to the bot";
  const fix = "createWebhook({ auth: secretAuth({ secret }) }), and webhook.register, which sets it at the gateway.";
  return isPrivate(new URL(row.url).hostname) ? secret.warn(seen, fix) : secret.fail(seen, fix);
}

function jwtOf({ wrong, old, isEnough }: { wrong: Trial; old: Trial; isEnough: boolean }): Diagnosis {
  const jwt = about("webhook jwt");
  if (isTaken(wrong) && isEnough)
    return jwt.fail("a token that was signed with another key is taken", "Verify it: auth: jwtAuth({ key: jwt_key }).");
  if (isTaken(wrong))
    return jwt.warn(
      "the receiver does not look at the token: the other headers are enough",
      "Verify it with jwtAuth({ key: jwt_key }), or leave jwt_key out.",
    );
  if (!isTaken(old))
    return jwt.warn(
      `an old token is refused (${old.status ?? old.failure}): the gateway signs before its first try, and the last ones, 20 minutes later, would be lost`,
      "Take tokens up to 30 minutes after their expiry, as jwtAuth does.",
    );
  return jwt.ok("the gateway's token is taken, one of another key is not");
}
