// Brings what the server sent into the page without replacing what is equal, so that focus, selection, scroll and
// everything typed stay where they are. An htmx swap of its own: hx-ext="morph" hx-swap="morph".

const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.row || "" : "");

const sameThing = (old, fresh) =>
  old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && keyOf(old) === keyOf(fresh);

// What somebody opened stays open, and what they closed stays closed.
const isTheirs = (element, name) => name === "open" && element.matches("details, dialog");

function copyAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !isTheirs(old, name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !isTheirs(old, name)) old.setAttribute(name, value);
  }
}

function keyed(parent) {
  const found = new Map();
  for (const child of parent.childNodes) {
    if (keyOf(child)) found.set(keyOf(child), child);
  }
  return found;
}

// What stands before `place` becomes like `fresh`: kept, moved here from below, or new.
function placeChild(parent, place, fresh, known) {
  const key = keyOf(fresh);
  const old = key ? known.get(key) : place;
  if (old && sameThing(old, fresh) && (key || !keyOf(old))) {
    if (old === place) return morphInto(old, fresh).nextSibling;
    parent.insertBefore(old, place);
    morphInto(old, fresh);
    return place;
  }
  const added = document.importNode(fresh, true);
  parent.insertBefore(added, place);
  globalThis.htmx?.process(added);
  return place;
}

function morphChildren(old, fresh) {
  const wanted = new Set([...fresh.childNodes].map(keyOf).filter(Boolean));
  const known = keyed(old);
  let place = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    // A row that has gone makes room first, so that the rows below it need not move.
    while (place && keyOf(place) && !wanted.has(keyOf(place))) {
      const gone = place;
      place = place.nextSibling;
      gone.remove();
    }
    place = placeChild(old, place, child, known);
  }
  while (place) {
    const gone = place;
    place = place.nextSibling;
    gone.remove();
  }
}

export function morphInto(old, fresh) {
  if (old.isEqualNode(fresh)) return old;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return old;
  }
  copyAttributes(old, fresh);
  morphChildren(old, fresh);
  return old;
}

// What had the focus keeps it, also when it had to move.
export function keepingFocus(change) {
  const { id } = document.activeElement ?? {};
  change();
  const there = id && document.getElementById(id);
  if (there && document.activeElement !== there) there.focus({ preventScroll: true });
}

// Parts elsewhere on the page travel along as <div data-morph="id">: their content goes into the element of that id.
function morphParts(fragment) {
  for (const part of [...fragment.querySelectorAll("[data-morph]")]) {
    const there = document.getElementById(part.dataset.morph);
    if (there) morphChildren(there, part);
    part.remove();
  }
}

globalThis.htmx?.defineExtension("morph", {
  isInlineSwap: (style) => style === "morph",
  handleSwap(style, target, fragment) {
    if (style !== "morph") return false;
    keepingFocus(() => {
      morphParts(fragment);
      const fresh = fragment.firstElementChild;
      if (fresh) morphInto(target, fresh);
    });
    return [target];
  },
});
