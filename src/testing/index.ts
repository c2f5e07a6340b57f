// A gateway without WhatsApp

export type { DeliveryAttempt } from "./deliveries.js";
export { createFakeGateway, type FakeGateway, type FakeGatewayOptions, type FakeInstanceOptions } from "./gateway.js";
// The other side of the chat
export type { FakePhone, PhoneMessage, PhoneOptions, PhoneSendOptions } from "./phone.js";
