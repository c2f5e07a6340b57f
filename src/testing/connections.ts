import { randomInt } from "node:crypto";
import type { Clock } from "../internal/clock.js";
import { jidOf } from "./addresses.js";
import type { Notify } from "./gateway-events.js";
import { qrPng } from "./qr.js";
import type { FakeInstance } from "./world.js";

export interface ConnectionWorld {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly notify: Notify;
  emit(instance: FakeInstance, event: string, data: unknown): void;
}

const qrLifeMs = 45_000;
/** After so many codes the server gives up until `connect` is called again. */
const qrLimit = 30;

/** Opens the socket: what came in the meantime is taken now. */
export function open(world: ConnectionWorld, instance: FakeInstance): void {
  instance.state = "open";
  instance.wasOpen = true;
  instance.isPaired = true;
  instance.qr = undefined;
  instance.sendsBase64 = instance.webhook?.base64 === true;
  world.emit(instance, "connection.update", {
    instance: instance.name,
    wuid: jidOf(instance.ownNumber),
    profileName: instance.name,
    profilePictureUrl: null,
    state: "open",
    statusReason: 200,
  });
  world.notify("instance", { instance });
  for (const take of instance.backlog.splice(0)) take();
}

/** Loses the socket, but not the pairing: all that is seen of it is `connecting`. */
export function lose(world: ConnectionWorld, instance: FakeInstance): void {
  instance.state = "connecting";
  world.emit(instance, "connection.update", { instance: instance.name, state: "connecting", statusReason: 200 });
  world.notify("instance", { instance });
}

/** The phone was unlinked: a final close. What came in the meantime is not for the phone that is paired next. */
export function logOut(world: ConnectionWorld, instance: FakeInstance): void {
  const { name } = instance;
  instance.state = "close";
  instance.isPaired = false;
  instance.backlog.length = 0;
  instance.qr = undefined;
  world.emit(instance, "logout.instance", null);
  world.emit(instance, "connection.update", { instance: name, state: "close", statusReason: 401 });
  const output = { statusCode: 401, payload: { statusCode: 401, error: "Unauthorized", message: "Stream Errored" } };
  world.emit(instance, "status.instance", {
    instance: name,
    status: "closed",
    disconnectionAt: new Date(world.clock.now()).toISOString(),
    disconnectionReasonCode: 401,
    disconnectionObject: JSON.stringify({ error: { isBoom: true, isServer: false, output } }),
  });
  world.notify("instance", { instance });
}

/** The next code to scan, with a pairing code when a phone number is given. */
export function nextQrCode(instance: FakeInstance, number: string | undefined) {
  instance.qrCount++;
  const code = `2@fake-${instance.name}-${instance.qrCount}`;
  instance.qr = {
    pairingCode: number === undefined ? null : pairingCode(),
    code,
    base64: qrPng(code),
    count: instance.qrCount,
  };
  return instance.qr;
}

/** Shows a code, and a new one every 45 s until it is scanned or the limit is reached. Answers the first. */
export function showQrCode(world: ConnectionWorld, instance: FakeInstance, number: string | undefined) {
  instance.state = "connecting";
  const first = nextQrCode(instance, number);
  world.emit(instance, "connection.update", { instance: instance.name, state: "connecting", statusReason: 200 });
  tellQrCode(world, instance);
  rotate(world, instance, number).catch(() => {});
  return first;
}

async function rotate(world: ConnectionWorld, instance: FakeInstance, number: string | undefined): Promise<void> {
  for (;;) {
    const shown = instance.qr;
    await world.clock.sleep(qrLifeMs, world.signal);
    // Scanned, logged out, or shown anew by another call.
    if (instance.qr !== shown || instance.state !== "connecting") return;
    if (instance.qrCount >= qrLimit) return giveUp(world, instance);
    nextQrCode(instance, number);
    tellQrCode(world, instance);
  }
}

function tellQrCode(world: ConnectionWorld, instance: FakeInstance): void {
  const { count: _, ...code } = instance.qr ?? {};
  world.emit(instance, "qrcode.updated", { qrcode: { instance: instance.name, ...code } });
  world.notify("instance", { instance });
}

function giveUp(world: ConnectionWorld, instance: FakeInstance): void {
  instance.state = "close";
  instance.qr = undefined;
  world.emit(instance, "qrcode.updated", { message: "QR code limit reached, please login again", statusCode: 500 });
  const refused = { instance: instance.name, state: "refused", statusReason: 428, profilePictureUrl: null };
  world.emit(instance, "connection.update", refused);
  world.notify("instance", { instance });
}

/** Eight letters and digits, none of which are easily taken for another. */
function pairingCode(): string {
  const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ123456789";
  return Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join("");
}
