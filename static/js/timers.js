// Clocks tick between two refreshes: they count down the opening seconds that the server sent, and stand still from the
// closing moment that it sent. Opening hours are never computed here.
const SOON = 3600;
const WARNING = 900;
const areas = new WeakMap();
const clocks = new WeakMap();

// The difference of two readings of the browser's clock is used, never its time of day.
const reading = () => Date.now() / 1000;

function areaOf(element) {
  const area = element.closest("[data-timers]");
  if (!area) return null;
  const stamp = area.dataset.serverNow;
  if (areas.get(area)?.stamp !== stamp) {
    areas.set(area, { stamp, at: reading(), open: Math.max(0, Number(area.dataset.stopsAt) - Number(stamp)) });
  }
  return { area, ...areas.get(area) };
}

function clockOf(element) {
  const sent = element.dataset.remainingSeconds;
  if (clocks.get(element)?.sent !== sent) {
    const around = areaOf(element);
    if (!around) return null;
    const open = Math.max(0, around.open - (reading() - around.at));
    clocks.set(element, { sent, at: reading(), open, area: around.area, left: Number(sent) });
  }
  return clocks.get(element);
}

function parts(seconds) {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  return [Math.floor(minutes / 60), minutes % 60];
}

// What is seen: "2 u 40", "37 min".
function short(seconds, texts) {
  const [hours, minutes] = parts(seconds);
  if (!hours) return texts.min.replace("{n}", minutes);
  const text = texts.h.replace("{n}", hours);
  return minutes ? `${text} ${String(minutes).padStart(2, "0")}` : text;
}

// What is heard: "2 uur en 40 minuten".
function spoken(seconds, texts) {
  const [hours, minutes] = parts(seconds);
  const h = hours && (hours === 1 ? texts.hour : texts.hours).replace("{n}", hours);
  const m = minutes && (minutes === 1 ? texts.minute : texts.minutes).replace("{n}", minutes);
  if (h && m) return texts.and.replace("{hours}", h).replace("{minutes}", m);
  return h || m || texts.moment;
}

// A row that becomes nearly late or late shows it now, and the next refresh puts it in its group.
function turn(element, state, texts) {
  const row = element.closest("[data-state]");
  if (!row || row.dataset.state === state || row.dataset.state === "still") return;
  row.dataset.state = state;
  const shown = element.querySelector(":scope > span");
  const late = state === "late";
  let icon = shown.querySelector("svg");
  if (!icon) {
    icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    icon.setAttribute("class", "icon");
    icon.setAttribute("aria-hidden", "true");
    icon.append(document.createElementNS("http://www.w3.org/2000/svg", "use"));
    shown.prepend(icon);
  }
  icon.firstElementChild.setAttribute("href", late ? texts.iconLate : texts.iconSoon);
  const seen = shown.querySelector(":scope > [aria-hidden='true']:not(svg)");
  let word = seen?.previousElementSibling;
  if (!word?.matches(".visually-hidden")) {
    word = document.createElement("span");
    word.className = "visually-hidden";
    shown.insertBefore(word, seen);
  }
  word.textContent = `${late ? texts.wordLate : texts.wordSoon} `;
}

function tick(element) {
  const clock = clockOf(element);
  if (!clock) return;
  const texts = clock.area.dataset;
  const before = clock.left;
  clock.left = Number(clock.sent) - Math.min(reading() - clock.at, clock.open);
  const left = clock.left;
  const text = short(left, texts);
  const seen = element.querySelector(":scope > span > [aria-hidden='true']:not(svg)");
  if (seen && seen.textContent !== text) {
    seen.textContent = text;
    const heard = seen.nextElementSibling;
    if (heard) heard.textContent = spoken(left, texts);
  }
  if (left <= 0) turn(element, "late", texts);
  else if (left <= SOON) turn(element, "soon", texts);
  if (before > WARNING && left <= WARNING && left > 0) say(texts.saySoon, element);
  if (before > 0 && left <= 0) say(texts.sayLate, element);
}

function say(sentence, element) {
  if (!element.dataset.label) return;
  document.dispatchEvent(new CustomEvent("oz:say", { detail: sentence.replace("{label}", element.dataset.label) }));
}

function tickAll() {
  for (const element of document.querySelectorAll("[data-remaining-seconds]")) tick(element);
}

// Read at once, so that a clock's own seconds start when it arrives.
document.addEventListener("htmx:load", tickAll);
window.setInterval(tickAll, 1000);
tickAll();
