// Rows of the queue: a cursor that is the focus of the row's link, and selected rows; both survive a refresh.
const selected = new Set();
let cursor = null;

const rows = () => [...document.querySelectorAll("[data-row]")];
const linkOf = (row) => row.querySelector("[data-row-link]");
const boxOf = (row) => row.querySelector("[data-row-select]");

function draw() {
  const all = rows();
  const known = new Set(all.map((row) => row.dataset.row));
  for (const name of selected) if (!known.has(name)) selected.delete(name);
  for (const row of all) {
    const box = boxOf(row);
    if (box) box.checked = selected.has(row.dataset.row);
    row.classList.toggle("is-sel", selected.has(row.dataset.row));
    row.classList.toggle("is-cur", row.dataset.row === cursor);
  }
  for (const bar of document.querySelectorAll("[data-bulk-bar]")) bar.hidden = !selected.size;
  for (const count of document.querySelectorAll("[data-bulk-count]")) count.textContent = String(selected.size);
  for (const box of document.querySelectorAll("[data-select-all]")) {
    box.checked = selected.size > 0 && selected.size === all.length;
    box.indeterminate = selected.size > 0 && selected.size < all.length;
  }
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((row) => row.dataset.row === cursor);
  const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + step))];
  linkOf(next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function select(name, on) {
  if (on) selected.add(name);
  else selected.delete(name);
  draw();
}

document.addEventListener("oz:row", (event) => {
  if (event.detail === "next") move(1);
  else if (event.detail === "previous") move(-1);
  else if (event.detail === "select" && cursor) select(cursor, !selected.has(cursor));
});
document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && row.dataset.row !== cursor) {
    cursor = row.dataset.row;
    draw();
  }
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-row-select]")) select(event.target.closest("[data-row]").dataset.row, event.target.checked);
  if (event.target.matches("[data-select-all]")) {
    for (const row of rows()) if (event.target.checked) selected.add(row.dataset.row); else selected.delete(row.dataset.row);
    draw();
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-bulk-clear]")) {
    selected.clear();
    draw();
  }
});

// A swap takes the focus away with the row that had it: it goes back to the same ticket, where that now stands.
let held = null;
document.addEventListener("htmx:beforeSwap", () => {
  held = document.activeElement?.closest("[data-row]") ? cursor : null;
});
document.addEventListener("htmx:afterSwap", () => {
  const row = held && rows().find((each) => each.dataset.row === held);
  if (row && !row.contains(document.activeElement)) linkOf(row).focus({ preventScroll: true });
  draw();
});
for (const row of rows()) if (boxOf(row)?.checked) selected.add(row.dataset.row);
draw();
