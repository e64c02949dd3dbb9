// A form that is on its way is not sent again by a second click. The server knows a double submission by its key anyway.
const GIVE_UP = 15000;
const resting = new WeakMap();

function busy(form, submitter) {
  form.dataset.sending = "";
  form.setAttribute("aria-busy", "true");
  if (!submitter) return;
  submitter.setAttribute("aria-disabled", "true");
  if (submitter.dataset.busy && submitter.tagName === "BUTTON") {
    resting.set(submitter, [...submitter.childNodes]);
    submitter.textContent = submitter.dataset.busy;
  }
}

function free(form) {
  delete form.dataset.sending;
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll("[aria-disabled][type='submit'], button[aria-disabled]:not([type])")) {
    button.removeAttribute("aria-disabled");
    if (resting.has(button)) button.replaceChildren(...resting.get(button));
    resting.delete(button);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-once-off")) return;
  if ("sending" in form.dataset) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  // What htmx or another script sends by itself says by itself when it is done.
  if (event.defaultPrevented) return;
  // The form is read after this event: a button that changes now is still the one that was pressed.
  window.setTimeout(() => busy(form, event.submitter));
  window.setTimeout(() => free(form), GIVE_UP);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) free(form);
});
