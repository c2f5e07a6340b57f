import { stateOf } from "../checks/instance.js";
import type { EvolutionClient } from "../client/client.js";
import { isTimeoutError } from "../errors/index.js";
import { type Call, type Command, UsageError } from "./command.js";
import { type GatewayOption, gatewayOptions, instanceOf, withGateway } from "./gateway.js";
import { qrDrawing } from "./qr.js";

const options = {
  ...gatewayOptions,
  create: { type: "boolean", help: "Create the instance if there is none" },
  number: { type: "string", value: "DIGITS", help: "Pair this phone by a code to type instead of a picture to scan" },
  timeout: { type: "string", value: "SECONDS", help: "How long to wait for the phone, 180 unless given" },
} as const;

type Name = GatewayOption | keyof typeof options;

export const pair: Command<Name> = {
  summary: "Connects an instance with a phone: shows its QR code, or a code to type",
  usage: "[INSTANCE]",
  options,
  notes: `
The QR code is drawn anew when it changes, about every 45 seconds. Ctrl-C leaves the instance as it is.

  npx evolution-kit pair shop --create
  npx evolution-kit pair shop --number 5511999990001
`,
  run: (call) =>
    withGateway(call, async ({ client }) => {
      const { stdout, signal } = call;
      const timeoutMs = timeoutOf(call.text("timeout"));
      const [given, ...rest] = call.positionals;
      if (rest.length > 0) throw new UsageError(`Expected one instance, got ${call.positionals.length}.`);
      const name = given ?? (await instanceOf(call, client));
      const number = call.text("number");
      const state = await stateOf(client, name, signal);
      if (state === "missing" && !call.flag("create")) {
        call.stderr.write(`There is no instance "${name}". Add --create to create it.\n`);
        return 1;
      }
      if (state === "connecting" && number !== undefined)
        stdout.write(
          `"${name}" is connecting already. A code to type is only made while it is closed: if none comes, log it out and try again.\n`,
        );
      const show =
        number === undefined
          ? { onQrCode: await qrScreen(call) }
          : { number: number.replace(/\D/g, ""), onPairingCode: codeScreen(call) };
      try {
        await client.instances.pair(name, { ...show, signal, timeoutMs });
      } catch (error) {
        if (!isTimeoutError(error)) throw error;
        const seconds = timeoutMs / 1_000;
        call.stderr.write(`Nobody has paired "${name}" within ${seconds} s. Try again, or with a longer --timeout.\n`);
        return 1;
      }
      stdout.write(`${await whoIs(client, name, signal)}\n`);
      return 0;
    }),
};

function timeoutOf(seconds: string | undefined): number {
  if (seconds === undefined) return 180_000;
  if (/^[1-9]\d{0,5}$/.test(seconds)) return Number(seconds) * 1_000;
  throw new UsageError(`Expected --timeout to be seconds, such as 180, got "${seconds}".`);
}

/** Draws each QR code where the one before it was, if a person is watching. */
async function qrScreen({ stdout }: Call<Name>): Promise<(qrCode: { readonly code: string }) => void> {
  const draw = await qrDrawing();
  let drawn = 0;
  return ({ code }) => {
    const lines = [...draw(code, stdout), "Scan it in WhatsApp: Settings, Linked devices, Link a device."];
    const back = drawn > 0 && stdout.isTTY ? `\x1b[${drawn}A\x1b[0J` : "";
    stdout.write(`${back}${lines.join("\n")}\n`);
    drawn = lines.length;
  };
}

/** The code to type stays the same for as long as the gateway likes, while the picture beside it changes. */
function codeScreen({ stdout }: Call<Name>): (code: string) => void {
  let shown = "";
  return (code) => {
    if (code === shown) return;
    shown = code;
    stdout.write(
      `${code.slice(0, 4)}-${code.slice(4)}\nIn WhatsApp: Settings, Linked devices, Link a device, Link with phone number instead.\n`,
    );
  };
}

/** The gateway may know the number a little later than the state. */
async function whoIs(client: EvolutionClient, name: string, signal: AbortSignal): Promise<string> {
  const [row] = await client.instances.fetchInstances({ instanceName: name }, { signal });
  const number = row?.ownerJid?.split("@")[0];
  if (number === undefined) return `"${name}" is connected.`;
  return `"${name}" is connected as ${number}${row?.profileName ? ` (${row.profileName})` : ""}.`;
}
