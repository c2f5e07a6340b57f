import { h } from "./dom.js";
import { icon } from "./icons.js";
import { duration, fileSize } from "./time.js";

/** @import { MediaView } from "../snapshot.js" */

/** @param {MediaView} media */
export function mediaOf(media) {
  const { kind, url, note } = media;
  if (url === undefined) return missing(media);
  if (kind === "image") return picture(media, url, "picture");
  if (kind === "sticker") return picture(media, url, "sticker");
  if (kind === "audio") return player(media, url);
  if (kind === "document") return documentOf(media, url);
  const video = h("video", { class: note ? "video round" : "video", src: url, controls: true, preload: "metadata" });
  video.addEventListener("error", () => video.replaceWith(missing(media)));
  return video;
}

const words = { image: "Photo", video: "Video", audio: "Audio", document: "Document", sticker: "Sticker" };

/** @param {MediaView} media */
function missing({ kind, mimeType, url }) {
  const text = url === undefined ? "the file is not here" : `${mimeType} that a browser cannot show`;
  return h("p", { class: "missing" }, icon(kind === "video" ? "play" : iconOf(kind)), `${words[kind]}: ${text}`);
}

/** @param {Exclude<MediaView["kind"], "video">} kind */
const iconOf = (kind) =>
  /** @type {const} */ ({ image: "photo", audio: "audio", document: "file", sticker: "sticker" })[kind];

/**
 * @param {MediaView} media
 * @param {string} url
 * @param {"picture" | "sticker"} className
 */
function picture(media, url, className) {
  const label = media.fileName ?? words[media.kind];
  const image = h("img", { src: url, alt: label });
  const button = h(
    "button",
    { class: className, type: "button", "aria-label": `Enlarge ${label}`, click: () => enlarge(url, label) },
    image,
  );
  image.addEventListener("error", () => button.replaceWith(missing(media)));
  return button;
}

/**
 * @param {string} url
 * @param {string} label
 */
function enlarge(url, label) {
  const close = h(
    "button",
    { class: "icon-button lightbox-close", type: "button", "aria-label": "Close" },
    icon("close"),
  );
  const dialog = h("dialog", { class: "lightbox", "aria-label": label }, close, h("img", { src: url, alt: label }));
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * @param {MediaView} media
 * @param {string} url
 */
function documentOf({ fileName = "Document", size, mimeType }, url) {
  const extension = fileName.includes(".")
    ? fileName.slice(fileName.lastIndexOf(".") + 1)
    : (mimeType.split("/")[1] ?? "");
  const detail = [extension.toUpperCase().slice(0, 12), size === undefined ? "" : fileSize(size)]
    .filter(Boolean)
    .join(" · ");
  return h(
    "a",
    { class: "document", href: url, download: fileName },
    h("span", { class: "document-icon", "aria-hidden": "true" }, icon("file")),
    h("span", { class: "document-name" }, fileName),
    h("span", { class: "muted" }, detail),
  );
}

/**
 * A recording or a piece of music, with a bar to move in it.
 *
 * @param {MediaView} media
 * @param {string} url
 */
function player({ note, durationMs, fileName }, url) {
  const audio = h("audio", { src: url, preload: "metadata" });
  const button = h("button", { class: "play", type: "button", "aria-label": "Play" }, icon("play"));
  const bar = h("input", { type: "range", min: 0, max: 1000, value: "0", "aria-label": "Position" });
  const time = h("span", { class: "muted" }, durationMs ? duration(durationMs) : "0:00");
  const show = () => {
    const { currentTime, duration: length, paused } = audio;
    button.setAttribute("aria-label", paused ? "Play" : "Pause");
    button.replaceChildren(icon(paused ? "play" : "pause"));
    if (!Number.isFinite(length)) return;
    bar.value = String(length > 0 ? Math.round((currentTime / length) * 1_000) : 0);
    time.textContent = duration((currentTime > 0 ? currentTime : length) * 1_000);
  };
  for (const event of ["play", "pause", "timeupdate", "loadedmetadata", "ended"]) audio.addEventListener(event, show);
  audio.addEventListener("error", () => {
    button.disabled = true;
    bar.disabled = true;
    button.title = "A browser cannot play this file";
  });
  button.addEventListener("click", () => {
    if (audio.paused) audio.play().catch(() => {});
    else audio.pause();
  });
  bar.addEventListener("input", () => {
    if (Number.isFinite(audio.duration)) audio.currentTime = (Number(bar.value) / 1_000) * audio.duration;
  });
  const label = note ? "Voice message" : (fileName ?? "Audio");
  return h(
    "div",
    { class: note ? "player voice" : "player", role: "group", "aria-label": label },
    audio,
    button,
    bar,
    time,
    icon("audio"),
  );
}
