/** Lines of 24 by 24, drawn with the colour of the text around them. */
const paths = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  more: "M7 10l5 5 5-5",
  plus: "M12 5v14M5 12h14",
  send: "M4 12l16-8-5 16-3-7-8-1z",
  check: "M5 13l4 4L19 7",
  reply: "M10 8V4l-7 7 7 7v-4c5 0 8 1.500 11 5-1-6-4-11-11-11z",
  edit: "M4 20h4L19 9l-4-4L4 16v4zM13 7l4 4",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  traffic: "M8 4v16M8 4L4.500 7.500M8 4l3.500 3.500M16 20V4M16 20l-3.500-3.500M16 20l3.500-3.500",
  sun: "M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.500 1.500M17.500 17.500L19 19M5 19l1.500-1.500M17.500 6.500L19 5",
  moon: "M20 14A8 8 0 0110 4a8 8 0 1010 10z",
  group:
    "M9 11a3 3 0 100-6 3 3 0 000 6zM3 19c0-3 2.500-5 6-5s6 2 6 5M16 11a2.500 2.500 0 100-5M17 14c2.500.3 4 2 4 4.500",
  photo: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9.500h.01",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  audio:
    "M12 4a2.500 2.500 0 00-2.500 2.500v5a2.500 2.500 0 005 0v-5A2.500 2.500 0 0012 4zM6.500 11a5.500 5.500 0 0011 0M12 16.500V20",
  sticker: "M5 4h14v9l-6 6H5zM13 19v-6h6",
  place: "M12 21c4-5 6-8 6-11a6 6 0 10-12 0c0 3 2 6 6 11zM12 12a2 2 0 100-4 2 2 0 000 4z",
  person: "M12 12a4 4 0 100-8 4 4 0 000 8zM4 20c0-4 3.500-6 8-6s8 2 8 6",
  poll: "M5 6h14M5 12h9M5 18h5",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  link: "M10 14a4 4 0 005.700 0l3-3a4 4 0 00-5.700-5.700l-1 1M14 10a4 4 0 00-5.700 0l-3 3A4 4 0 0011 18.700l1-1",
  phone: "M7 3h10v18H7zM11 18h2",
  play: "M8 5v14l11-7z",
  pause: "M8 5v14M16 5v14",
  up: "M12 20V5M6 11l6-6 6 6",
  down: "M12 4v15M6 13l6 6 6-6",
  attach:
    "M20 11l-8.500 8.500a5 5 0 01-7-7L13 4a3.300 3.300 0 014.700 4.700l-8.400 8.400a1.700 1.700 0 01-2.400-2.400L14.500 7",
  panel: "M4 5h16v14H4zM14 5v14",
  clock: "M12 4a8 8 0 100 16 8 8 0 000-16zM12 8v4l3 2",
  warn: "M12 4L2.500 20h19zM12 10v5M12 17.500h.01",
  plug: "M9 3v5M15 3v5M6 8h12v3a6 6 0 01-12 0zM12 17v4",
  forward: "M14 8V4l7 7-7 7v-4C9 14 6 15.500 3 19c1-6 4-11 11-11z",
  none: "M12 4a8 8 0 100 16 8 8 0 000-16zM6.500 6.500l11 11",
};
const svg = "http://www.w3.org/2000/svg";

/**
 * @param {keyof typeof paths} name
 * @param {string} [label] what it means; without it, it is decoration
 */
export function icon(name, label) {
  return drawing(paths[name], "0 0 24 24", `icon icon-${name}`, label);
}

const ticks = {
  sent: { path: "M3 8.500l3.500 3.500L14 4.500", label: "Sent" },
  delivered: { path: "M1 8.500L4.500 12 12 4.500M8 11l1 1 7.500-7.500", label: "Delivered" },
  read: { path: "M1 8.500L4.500 12 12 4.500M8 11l1 1 7.500-7.500", label: "Read" },
};

/** @param {keyof typeof ticks} status */
export function tick(status) {
  const { path, label } = ticks[status];
  return drawing(path, "0 0 18 16", `tick tick-${status}`, label);
}

/**
 * @param {string} path
 * @param {string} viewBox
 * @param {string} className
 * @param {string} [label]
 */
function drawing(path, viewBox, className, label) {
  const element = document.createElementNS(svg, "svg");
  element.setAttribute("viewBox", viewBox);
  element.setAttribute("class", className);
  if (label === undefined) element.setAttribute("aria-hidden", "true");
  else {
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", label);
  }
  const line = document.createElementNS(svg, "path");
  line.setAttribute("d", path);
  element.append(line);
  return element;
}
