// What somebody types survives a crash, a reload and signing in again: kept in this tab only, until it was sent well.
const PREFIX = "oz-keep:";
const SENT = "oz-sent";
const FIELDS = "input, textarea, select";
const NEVER = new Set(["password", "file", "hidden", "submit", "button", "reset", "image"]);

let store = null;
try {
  store = window.sessionStorage;
} catch {
  // Storage is switched off: then nothing is kept.
}

function fieldsOf(form) {
  return [...form.querySelectorAll(FIELDS)].filter((field) => field.name && !NEVER.has(field.type));
}

function read(form) {
  const kept = {};
  for (const field of fieldsOf(form)) {
    if (field.type === "radio" || field.type === "checkbox") {
      if (field.checked !== field.defaultChecked) kept[`${field.name}=${field.value}`] = field.checked;
    } else if (field.value !== (field.defaultValue ?? "")) kept[field.name] = field.value;
  }
  return kept;
}

function save(form) {
  const kept = read(form);
  const key = PREFIX + form.dataset.keep;
  try {
    if (Object.keys(kept).length) store.setItem(key, JSON.stringify(kept));
    else store.removeItem(key);
  } catch {
    // Full or refused: the text is still in the form.
  }
}

// Only what the server left empty is filled in: what it sent back is newer than what was kept.
function restore(form) {
  const text = store.getItem(PREFIX + form.dataset.keep);
  if (!text) return;
  const kept = JSON.parse(text);
  let changed = null;
  for (const field of fieldsOf(form)) {
    if (field.type === "radio" || field.type === "checkbox") {
      const checked = kept[`${field.name}=${field.value}`];
      const answered = [...form.querySelectorAll(`[name="${CSS.escape(field.name)}"]`)].some((each) => each.defaultChecked);
      if (checked === undefined || (field.type === "radio" && answered)) continue;
      field.checked = checked;
    } else if (kept[field.name] !== undefined && (field.tagName === "SELECT" || field.value === "")) {
      field.value = kept[field.name];
    } else continue;
    changed = field;
  }
  if (changed) changed.dispatchEvent(new Event("change", { bubbles: true }));
}

function forget(key) {
  store.removeItem(PREFIX + key);
}

function settle() {
  const sent = store.getItem(SENT);
  if (sent === null) return;
  store.removeItem(SENT);
  // A page that says that it is done may be believed; any other page may be the one that asks to sign in.
  if (document.querySelector("[data-done]")) forget(sent);
}

function start(root) {
  for (const form of root.querySelectorAll("form[data-keep]")) restore(form);
}

if (store) {
  const waiting = new Map();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (!form) return;
    window.clearTimeout(waiting.get(form));
    waiting.set(form, window.setTimeout(() => save(form), 300));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-keep-forget]")) {
      for (const key of Object.keys(store)) if (key.startsWith(PREFIX)) store.removeItem(key);
    } else if (form.dataset.keep) {
      window.clearTimeout(waiting.get(form));
      save(form);
      store.setItem(SENT, form.dataset.keep);
    }
  });
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt === document.body) return;
    const root = event.detail.elt.parentNode || document;
    if (root.querySelector("[data-done]")) settle();
    start(root);
  });
  settle();
  start(document);
}
