// The one polite live region, messages that can be dismissed, and the focus that moves to a summary of errors.
const region = document.getElementById("oz-live");

// Said after a moment, because a region that changes while the page is still being read is not heard.
function say(sentence) {
  region.textContent = "";
  window.setTimeout(() => { region.textContent = sentence; }, 100);
}

// In a part that was just swapped in, the part itself may be the element that is looked for.
function found(root, selector) {
  return [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
}

function lookAt(root) {
  found(root, "[data-error-summary]")[0]?.focus();
  const news = found(root, "[data-say]").map((element) => element.dataset.say);
  const done = found(root, "[data-toast]").map((toast) => toast.querySelector("span").textContent.trim());
  const sentences = [...news, ...done].filter(Boolean);
  if (sentences.length) say(sentences.join(" "));
}

// htmx gives the sentence of an HX-Trigger header as `detail.value`.
document.addEventListener("oz:say", (event) => {
  say(typeof event.detail === "string" ? event.detail : event.detail.value);
});
document.addEventListener("click", (event) => {
  const dismiss = event.target.closest("[data-dismiss]");
  if (dismiss) dismiss.closest("[data-toast]").remove();
  const link = event.target.closest("[data-error-summary] a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.matches("fieldset") ? field.querySelector("input, select, textarea") : field).focus();
});
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) lookAt(event.detail.elt);
});
lookAt(document);
