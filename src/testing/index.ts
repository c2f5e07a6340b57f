// A gateway without WhatsApp

// Is it a gateway as we know it?
export { type ContractOptions, type ContractResult, runContract } from "./contract/index.js";
export type { DeliveryAttempt } from "./deliveries.js";
export { createFakeGateway, type FakeGateway, type FakeGatewayOptions } from "./gateway.js";
export type { FakeInstanceOptions } from "./new-instance.js";
// The other side of the chat
export type { FakePhone, PhoneMessage, PhoneOptions, PhoneSendOptions } from "./phone.js";
