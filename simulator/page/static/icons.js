// Icons: strokes on a grid of 24, in the colour of the text around.

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  send: ["M4 12 20 4l-5 16-3.5-6.5z", "M11.5 13.5 20 4"],
  attach: ["M20 11.5 12 19.4a5 5 0 0 1-7-7.1l8.3-8.2a3.3 3.3 0 0 1 4.7 4.7l-8.2 8.1a1.6 1.6 0 0 1-2.3-2.3l7.3-7.2"],
  menu: ["M5 7h14", "M5 12h14", "M5 17h9"],
  copy: ["M9 9h10v11H9z", "M15 9V5H5v11h4"],
  person: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5"],
  people: [
    "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
    "M2.5 19.5c.7-3.2 3.3-4.8 6.5-4.8s5.8 1.6 6.5 4.8",
    "M16 5a3.2 3.2 0 0 1 0 6.2",
    "M18 15.2c1.8.7 3 2.2 3.5 4.3",
  ],
  edit: ["M4 20l1-4.5L16 4.5l3.5 3.5-11 11z", "M13.5 7l3.5 3.5"],
  forward: ["M14 5l7 6.5-7 6.5v-4c-5 0-8.5 1.5-11 5 .5-6 4-9.5 11-9.5z"],
  bin: ["M5 7h14", "M9 7V4h6v3", "M7 7l1 13h8l1-13", "M10.5 11v5.5", "M13.5 11v5.5"],
  dots: ["M12 5.5v.1", "M12 12v.1", "M12 18.5v.1"],
  block: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M5.8 5.8l12.4 12.4"],
  plus: ["M12 5v14", "M5 12h14"],
  lock: ["M6 11h12v9H6z", "M8.5 11V8a3.5 3.5 0 0 1 7 0v3"],
  check: ["M5 12.5 10 17.5 19.5 7"],
  down: ["M6 9.5l6 6 6-6"],
  file: ["M6 3h8l4 4v14H6z", "M14 3v4h4"],
  mic: ["M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3z", "M6 11.5a6 6 0 0 0 12 0", "M12 17.5v3"],
  photo: ["M4 6h16v13H4z", "M4 16l4.5-4.5 4 4 3-2.5 4.5 4", "M15.5 10.2v.1"],
  sticker: ["M5 4h14v10l-5.5 6H5z", "M13.5 20v-6H19", "M9 9.5v.2", "M15 9.5v.2", "M9 13c.9.9 2.3 1.2 3.5.9"],
  store: [
    "M4 7c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3z",
    "M4 7v10c0 1.7 3.6 3 8 3s8-1.3 8-3V7",
    "M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3",
  ],
  clock: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 7.5V12l3 2"],
  phone: [
    "M8 3h8a1.5 1.5 0 0 1 1.5 1.5v15A1.5 1.5 0 0 1 16 21H8a1.5 1.5 0 0 1-1.5-1.5v-15A1.5 1.5 0 0 1 8 3z",
    "M11 18h2",
  ],
  play: ["M8 5.5v13l10.5-6.5z"],
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  for (const d of PATHS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
