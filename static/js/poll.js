// A page that refreshes itself says so when it cannot: the old rows stay, with the time that they are from.
function polled(event) {
  const element = event.detail.elt;
  return element?.matches?.("[data-poll]") ? element : null;
}

function show(element, failed) {
  element.toggleAttribute("data-poll-stale", failed);
  for (const note of document.querySelectorAll(`[data-poll-failed="${CSS.escape(element.id)}"]`)) note.hidden = !failed;
}

function tell(element, time) {
  element.dataset.pollAt = time;
  for (const place of document.querySelectorAll(`[data-poll-time="${CSS.escape(element.id)}"]`)) place.textContent = time;
}

document.addEventListener("htmx:afterRequest", (event) => {
  const element = polled(event);
  if (!element) return;
  const { xhr, successful } = event.detail;
  const time = successful && xhr.getResponseHeader("X-Desk-Time");
  if (time) tell(element, time);
  show(element, !successful);
});
// A session that ended answers with the page to sign in: that is no list of tickets.
document.addEventListener("htmx:beforeSwap", (event) => {
  const element = polled(event);
  const landed = event.detail.xhr.responseURL;
  if (!element || !landed) return;
  const asked = new URL(event.detail.pathInfo.requestPath, window.location.href);
  if (new URL(landed).pathname === asked.pathname) return;
  event.detail.shouldSwap = false;
  event.detail.isError = true;
  show(element, true);
});
document.addEventListener("click", (event) => {
  const now = event.target.closest("[data-poll-now]");
  if (now) window.htmx.trigger(document.getElementById(now.dataset.pollNow), "oz:refresh");
});
// Somebody who comes back to the page wants to see how it is, not how it was.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const element of document.querySelectorAll("[data-poll]")) window.htmx?.trigger(element, "oz:refresh");
});
for (const element of document.querySelectorAll("[data-poll][data-poll-at]")) tell(element, element.dataset.pollAt);
