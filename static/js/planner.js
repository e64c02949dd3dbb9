// The planner's form: free moments fill it in, days are named, customers are searched; the server checks every change.
const form = document.getElementById("plan");
const language = document.documentElement.lang || "nl";
const weekday = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });

function dayOf(field) {
  const day = field && field.value ? new Date(`${field.value}T00:00:00Z`) : null;
  return day && !Number.isNaN(day.valueOf()) ? day : null;
}

function nameDays() {
  for (const label of document.querySelectorAll("[data-weekday]")) {
    const day = dayOf(document.getElementById(label.dataset.weekday));
    label.textContent = day ? weekday.format(day).slice(0, 2) : "";
  }
  // M5: a weekday needs a reason, so the field for it is there as soon as the begin is on one.
  const begin = dayOf(document.getElementById("id_begin_date"));
  const reason = document.querySelector("[data-weekday-reason]");
  if (!reason) return;
  const typed = reason.querySelector("input").value !== "";
  reason.hidden = !typed && !(begin && begin.getUTCDay() % 6 !== 0);
}

function changed(field) {
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function fill(button) {
  const names = { begin_date: "beginDate", begin_time: "beginTime", end_date: "endDate", end_time: "endTime" };
  for (const [name, key] of Object.entries(names)) document.getElementById(`id_${name}`).value = button.dataset[key];
  for (const name of ["begin_later", "end_later"]) {
    const later = document.getElementById(`id_${name}`);
    if (later) later.checked = false;
  }
  const begin = document.getElementById("id_begin_date");
  begin.focus();
  changed(begin);
}

function showPick() {
  const pick = document.querySelector("[data-pick]");
  if (!pick) return;
  const some = document.querySelector("input[name=scope][value=chosen]").checked;
  pick.hidden = !some;
  const count = document.querySelectorAll("[data-pick] input[name=customers]:checked").length;
  document.querySelector("[data-pick-count]").textContent = some ? `(${count})` : "";
}

// Only the list is narrowed: what is ticked stays ticked, also when it is not seen.
function search(box) {
  const words = box.value.toLocaleLowerCase(language).split(/\s+/).filter(Boolean);
  for (const label of document.querySelectorAll(box.dataset.search || "[data-pick] .oz-pick-list label")) {
    const text = label.textContent.toLocaleLowerCase(language);
    label.hidden = !words.every((word) => text.includes(word));
  }
}

// Another part of the calendar is asked for by the checks' own request, so that answers come in the order of the questions.
function look(button) {
  document.getElementById("calendar-from").value = button.dataset.look;
  document.getElementById("checks").dispatchEvent(new CustomEvent("oz:look"));
}

// Who is signed out is sent to another page: that is not put in the place of the checks.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  const elsewhere = new URL(xhr.responseURL).pathname !== new URL(pathInfo.requestPath, location.href).pathname;
  if (elsewhere) event.detail.shouldSwap = false;
  const note = document.getElementById("not-checked");
  if (note) note.hidden = !elsewhere;
});
document.addEventListener("htmx:afterRequest", (event) => {
  const from = document.getElementById("calendar-from");
  const asked = event.detail.requestConfig?.parameters;
  if (from?.value && asked?.from === from.value) from.value = "";
});
document.addEventListener("click", (event) => {
  const another = event.target.closest("[data-look]");
  if (another) look(another);
  const button = event.target.closest("[data-fill]");
  if (button && form) fill(button);
  if (event.target.closest("[aria-disabled=true]")) event.preventDefault();
});
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-pick-search]")) search(event.target);
});
document.addEventListener("keydown", (event) => {
  // Enter in the search among customers looks, and does not send the form.
  if (event.key === "Enter" && event.target.matches("[data-pick-search]")) event.preventDefault();
});
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.id === "id_begin_date") {
    const end = document.getElementById("id_end_date");
    if (end && (!end.value || end.value < field.value)) end.value = field.value;
  }
  if (field.matches("[type=date]")) nameDays();
  if (field.matches("[name=scope], [name=customers]")) showPick();
  if (field.matches("[data-tick-all]")) {
    for (const box of document.querySelectorAll(field.dataset.tickAll)) {
      if (!box.closest("[hidden]")) box.checked = field.checked;
    }
  }
});
document.addEventListener("htmx:load", () => { showPick(); });
