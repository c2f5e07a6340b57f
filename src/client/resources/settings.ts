import type { RequestOptions } from "../call.js";
import { endpoints } from "../endpoints/index.js";
import type { InstanceCall } from "../instance.js";
import type { SetSettingsBody, SettingsAnswer, SettingsRow } from "../types/settings.js";

/** How the instance behaves. All integrations. */
export class SettingsResource {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    this.#call = call;
  }

  /**
   * Sets the instance's behaviour; `msgCall` and `wavoipToken` keep their value when left out. Safe to repeat.
   *
   * `alwaysOnline` and `syncFullHistory` act at the next connection.
   *
   * @throws {ValidationError} one of the six required switches is missing or no boolean
   * @example await shop.settings.set({ rejectCall: true, groupsIgnore: true, alwaysOnline: false, readMessages: false, readStatus: false, syncFullHistory: false });
   */
  set(body: SetSettingsBody, options?: RequestOptions): Promise<SettingsAnswer> {
    return this.#call(endpoints.setSettings, body, options);
  }

  /**
   * The stored settings, `null` when there are none. Safe to repeat.
   *
   * @throws {NotFoundError} there is no such instance
   */
  find(options?: RequestOptions): Promise<SettingsRow | null> {
    return this.#call(endpoints.findSettings, undefined, options);
  }
}
