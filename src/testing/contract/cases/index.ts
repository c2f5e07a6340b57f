import type { ContractCase, EndpointName } from "../case.js";
import { chatbotCases } from "./chatbots.js";
import { inboundCases } from "./inbound.js";
import { creationCases, endingCases, instanceCases } from "./instances.js";
import { outletCases } from "./outlets.js";
import { pairedCases } from "./paired.js";
import { pairedReadCases } from "./paired-reads.js";
import { sendCases } from "./sends.js";
import { serverCases } from "./server.js";
import { storedCases } from "./stored.js";
import { unpairedCases } from "./unpaired.js";

/** Every case, in the order of the walk: both instances are made first, and nothing of the unpaired one is asked after it connects. */
export const contractCases: readonly ContractCase[] = [
  ...creationCases,
  ...serverCases,
  ...instanceCases,
  ...sendCases,
  ...inboundCases,
  ...storedCases,
  ...outletCases,
  ...unpairedCases,
  ...chatbotCases,
  ...pairedCases,
  ...pairedReadCases,
  ...endingCases,
];

/** The routes that are not called, and why. */
export const skippedEndpoints: Readonly<Partial<Record<EndpointName, string>>> = {
  assets: "files of the web manager, whose names change from build to build",
  openaiGetModels: "asks OpenAI, with a key that is paid for",
  findTemplates: "asks Meta, with a token of its own",
  chatwootWebhook: "plays Chatwoot: it writes to people through the instance",
};
