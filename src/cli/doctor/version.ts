import { about, type Diagnosis } from "../../checks/diagnosis.js";
import { isAtLeast } from "../../internal/version.js";

const image = "Run the image evoapicloud/evolution-api:v2.3.7.";

/** What to know about a gateway of a version. */
export function checkVersion(version: string): Diagnosis {
  const diagnosis = about("version");
  if (!/^v?\d+\.\d+/.test(version)) return diagnosis.warn(`"${version}" is no version that is known`, image);
  if (!isAtLeast(version, "2.2.0"))
    return diagnosis.fail(
      `${version}: its bodies have another form, so that sends fail and events are not read`,
      image,
    );
  if (!isAtLeast(version, "2.3.0"))
    return diagnosis.warn(`${version}: old, without jwt_key, and its webhook retries cannot be set`, image);
  if (!isAtLeast(version, "2.3.5"))
    return diagnosis.warn(
      `${version}: old, and it addresses people in a way of its own (LID and phone swapped)`,
      image,
    );
  if (!isAtLeast(version, "2.3.7"))
    return diagnosis.ok(
      `${version}. After a logout and a new pairing restart the gateway: it is silent until then. Poll votes do not arrive`,
    );
  if (!isAtLeast(version, "2.4.0"))
    return diagnosis.ok(`${version}. A person may be written to by phone only: sends to @lid are refused`);
  if (!isAtLeast(version, "2.5.0"))
    return diagnosis.ok(
      `${version}: newer. It needs a licence, and remoteJid may be a LID, with the phone in remoteJidAlt: key people by both`,
    );
  return diagnosis.warn(
    `${version}: newer than what this version of evolution-kit was compared with`,
    "Look for a newer evolution-kit, or compare: npm run test:live in its checkout.",
  );
}
