// Makes nodes from data only: nothing here ever parses markup.

/** h("button", {class: "key", onclick: f, "aria-label": "Send"}, "text", node, null) */
export function h(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A button that does something when it is pressed. */
export function button(name, run, ...content) {
  return h("button", { type: "button", class: name, onclick: run }, ...content);
}

/** Changes the text only if it is different, so that screen readers speak only new text. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
