const hours = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const seconds = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const days = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const shortDays = new Intl.DateTimeFormat(undefined, { day: "2-digit", month: "2-digit", year: "2-digit" });

/** @param {number} at epoch ms */
export const clockTime = (at) => hours.format(at);

/** @param {number} at epoch ms */
export const exactTime = (at) => seconds.format(at);

/** @param {number} at epoch ms */
export const fullTime = (at) => `${days.format(at)}, ${seconds.format(at)}`;

/** @param {number} at epoch ms */
export const dayOf = (at) => new Date(at).toDateString();

/**
 * @param {number} at epoch ms
 * @param {number} now
 */
export function dayName(at, now) {
  if (dayOf(at) === dayOf(now)) return "Today";
  if (dayOf(at) === dayOf(now - 86_400_000)) return "Yesterday";
  return days.format(at);
}

/**
 * The time today, the day before.
 *
 * @param {number} at epoch ms
 * @param {number} now
 */
export function listTime(at, now) {
  if (dayOf(at) === dayOf(now)) return clockTime(at);
  return dayOf(at) === dayOf(now - 86_400_000) ? "Yesterday" : shortDays.format(at);
}

/** @param {number} ms */
export function duration(ms) {
  const whole = Math.round(ms / 1_000);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** @param {number} bytes */
export function fileSize(bytes) {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
