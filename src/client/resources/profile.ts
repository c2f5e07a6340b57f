import type { RequestOptions } from "../call.js";
import { endpoints } from "../endpoints/index.js";
import type { InstanceCall } from "../instance.js";
import type { MediaSource } from "../media/source.js";
import type {
  BusinessProfile,
  FailedProfile,
  NoBusinessProfile,
  PrivacySettings,
  Profile,
  ProfileQuery,
  Updated,
  UpdatedPrivacySettings,
} from "../types/profile.js";

/**
 * Profiles: other people's to read, the instance's own to change. Baileys only; everything is safe to repeat.
 *
 * A write fails with a {@link ServerError}, also when the instance is not connected. After a change of the picture or of
 * the privacy settings the gateway opens a second socket: expect the connection to be replaced once.
 */
export class ProfileResource {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    this.#call = call;
  }

  /**
   * What a number shows of itself. When looking it up failed the gateway answers nulls with a 200: check `numberExists`.
   * Without `number` it is the instance's own, and `name`, `picture` and `status` are missing.
   *
   * @throws {RecipientNotFoundError} the number is not on WhatsApp
   * @example const profile = await shop.profile.fetchProfile({ number: "5511999990001" });
   */
  fetchProfile(body: ProfileQuery = {}, options?: RequestOptions): Promise<Profile | FailedProfile> {
    return this.#call(endpoints.fetchProfile, body, options);
  }

  /** What a business shows of itself; for anyone else `isBusiness: false`. */
  fetchBusinessProfile(
    body: ProfileQuery = {},
    options?: RequestOptions,
  ): Promise<BusinessProfile | NoBusinessProfile> {
    return this.#call(endpoints.fetchBusinessProfile, body, options);
  }

  /** Sets the instance's name. */
  updateProfileName(body: { name: string }, options?: RequestOptions): Promise<Updated> {
    return this.#call(endpoints.updateProfileName, body, options);
  }

  /** Sets the instance's "about" text. */
  updateProfileStatus(body: { status: string }, options?: RequestOptions): Promise<Updated> {
    return this.#call(endpoints.updateProfileStatus, body, options);
  }

  /** Sets the instance's picture, by URL, or any other form that {@link MediaSource} has. Opens a second socket. */
  updateProfilePicture(body: { picture: MediaSource }, options?: RequestOptions): Promise<Updated> {
    return this.#call(endpoints.updateProfilePicture, body, options);
  }

  /** Removes the instance's picture. Opens a second socket. */
  removeProfilePicture(options?: RequestOptions): Promise<Updated> {
    return this.#call(endpoints.removeProfilePicture, undefined, options);
  }

  /**
   * Who may see what of the instance.
   *
   * @throws {ServerError} the instance is not connected
   */
  fetchPrivacySettings(options?: RequestOptions): Promise<PrivacySettings> {
    return this.#call(endpoints.fetchPrivacySettings, undefined, options);
  }

  /**
   * Sets who may see what; all six fields are needed. Opens a second socket.
   *
   * @throws {ValidationError} a field is missing or has a word that WhatsApp does not know
   * @example await shop.profile.updatePrivacySettings({ ...(await shop.profile.fetchPrivacySettings()), groupadd: "contacts" });
   */
  updatePrivacySettings(body: PrivacySettings, options?: RequestOptions): Promise<UpdatedPrivacySettings> {
    return this.#call(endpoints.updatePrivacySettings, body, options);
  }
}
