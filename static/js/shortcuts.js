// Single keys of the workspace. They never work while somebody types, and can be turned off for good (WCAG 2.1.4).
const OFF = "oz-keys-off";
const SEQUENCE = 1200;
const ROWS = { j: "next", k: "previous", x: "select" };
const dialog = document.querySelector("[data-keys-help]");
const off = dialog?.querySelector("[data-keys-off]");
let first = "";
let since = 0;

function isOff() {
  try {
    return window.localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function remember(value) {
  try {
    window.localStorage.setItem(OFF, value ? "1" : "");
  } catch {
    // Not kept: it holds for this page.
  }
}

function typing(target) {
  return target.closest("input:not([type='checkbox'], [type='radio']), textarea, select, [contenteditable], dialog[open]");
}

function visible(element) {
  return element.getClientRects().length > 0;
}

function targetOf(keys) {
  return [...document.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`)].find(visible);
}

function use(element) {
  if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
  } else {
    // Somebody who opens a menu by its key goes on from there.
    if (element.matches("summary")) element.focus();
    element.click();
  }
}

function labelOf(element) {
  if (element.dataset.keyLabel) return element.dataset.keyLabel;
  const copy = element.cloneNode(true);
  for (const extra of copy.querySelectorAll("kbd, .oz-n, .visually-hidden")) extra.remove();
  return copy.textContent.trim() || element.getAttribute("aria-label") || "";
}

// The list is made from the page, so that it never promises a key that does nothing here.
function fill() {
  const list = dialog.querySelector("[data-keys-list]");
  for (const old of list.querySelectorAll("[data-keys-made]")) old.remove();
  for (const row of list.querySelectorAll("[data-keys-rows]")) row.hidden = !document.querySelector("[data-row]");
  const seen = new Set();
  for (const element of document.querySelectorAll("[data-key]")) {
    const keys = element.dataset.key;
    if (seen.has(keys) || !visible(element)) continue;
    seen.add(keys);
    const row = document.createElement("div");
    const term = document.createElement("dt");
    const text = document.createElement("dd");
    row.dataset.keysMade = "";
    for (const key of keys.split(" ")) {
      const cap = document.createElement("kbd");
      cap.textContent = key.toUpperCase();
      term.append(cap, " ");
    }
    text.textContent = labelOf(element);
    row.append(term, text);
    list.append(row);
  }
}

function help() {
  if (!dialog) return;
  fill();
  off.checked = isOff();
  dialog.showModal();
}

function press(event) {
  const key = event.key.toLowerCase();
  const sequence = first && event.timeStamp - since < SEQUENCE ? `${first} ${key}` : "";
  const target = (sequence && targetOf(sequence)) || targetOf(key);
  first = key;
  since = event.timeStamp;
  if (event.key === "?") help();
  else if (target) {
    first = "";
    use(target);
  } else if (ROWS[key] && document.querySelector("[data-row]")) {
    document.dispatchEvent(new CustomEvent("oz:row", { detail: ROWS[key] }));
  } else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.key.length !== 1) return;
  if (isOff() || typing(event.target)) return;
  press(event);
});
off?.addEventListener("change", () => remember(off.checked));
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-open]")) help();
});
