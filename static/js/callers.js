// Choosing by keyboard from a list that a search fills: down goes into the list, Enter takes the first and goes on.
// Ctrl+Enter sends the form. Without this script the radios, Tab and the buttons do the same.
const search = document.getElementById("id_q");
const list = document.querySelector("#callers, #found");
const { form } = search;
let wanted = "";
let chosen = null;

function isCurrent() {
  return list.querySelector("[data-words]")?.dataset.words === search.value.trim();
}

function choose(radio) {
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

function visible(element) {
  return element.getClientRects().length > 0;
}

// The next question: of a group of radios the chosen one, else the first.
function goOn() {
  const fields = [...form.querySelectorAll("input:not([type='hidden']), textarea")].filter(visible);
  const later = fields.filter((field) => list.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING && !list.contains(field));
  const [next] = later;
  if (!next) {
    [...form.querySelectorAll("button[type='submit'].btn-primary")].at(-1)?.focus();
    return;
  }
  const group = next.type === "radio" ? later.filter((field) => field.name === next.name) : [];
  (group.find((field) => field.checked) || next).focus();
}

function takeFirst(moveOn) {
  const radios = [...list.querySelectorAll("input[type='radio']")];
  if (!radios.length) return;
  choose(radios[0]);
  if (moveOn) goOn();
  else radios[0].focus();
}

search.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || !["Enter", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  // Somebody who types faster than the list comes means the list that is on its way.
  if (isCurrent()) takeFirst(event.key === "Enter");
  else wanted = event.key;
});
search.addEventListener("input", () => { wanted = ""; });
list.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  goOn();
});
// What was chosen from the list before stays chosen when a later list has it too.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target !== list) return;
  const radio = list.querySelector("input[type='radio']:checked");
  chosen = radio && { value: radio.value, focused: radio === document.activeElement };
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target !== list || !chosen) return;
  const same = [...list.querySelectorAll("input[type='radio']")].find((radio) => radio.value === chosen.value);
  if (same) same.checked = true;
  if (same && chosen.focused) same.focus({ preventScroll: true });
  chosen = null;
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target !== list || !wanted || !isCurrent()) return;
  takeFirst(wanted === "Enter");
  wanted = "";
});
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit([...form.querySelectorAll("button[type='submit'].btn-primary")].at(-1));
});
