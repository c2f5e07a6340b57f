import { all, ask, read } from "./endpoint.js";

/** The two routes of a place that events go to. */
const outlet = <const Name extends string>(name: Name) => ({
  set: ask(`/${name}/set/:instanceName`, all),
  find: read(`/${name}/find/:instanceName`, all),
});

export const webhook = outlet("webhook");
export const websocket = outlet("websocket");
export const rabbitmq = outlet("rabbitmq");
export const nats = outlet("nats");
export const pusher = outlet("pusher");
export const sqs = outlet("sqs");
export const kafka = outlet("kafka");
