import { app } from "./app.js";

/** Looks for warnings of Node's own events. */
const left = ["subscriptions > may share one signal in any number, without a warning"];

export default { fetch: (request: Request, environment: unknown) => app(request, environment, left) };
