// Tabs of the composer. Without this script every panel shows, one below the other, each with its own form.
function setUp(box) {
  if ("ready" in box.dataset) return;
  box.dataset.ready = "";
  const tabs = [...box.querySelectorAll("[role='tab']")];
  const panels = tabs.map((tab) => document.getElementById(tab.getAttribute("aria-controls")));

  function show(chosen) {
    tabs.forEach((tab, index) => {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      panels[index].hidden = !on;
    });
  }

  box.querySelector("[role='tablist']").hidden = false;
  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => {
      show(tab);
      if (document.activeElement !== tab) panels[index].querySelector("textarea, input:not([type='hidden'])")?.focus();
    });
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(index + step + tabs.length) % tabs.length];
      show(next);
      next.focus();
    });
  });
  show(tabs.find((tab) => tab.getAttribute("aria-selected") === "true") || tabs[0]);
}

function start(root) {
  for (const box of root.querySelectorAll("[data-tabs]")) setUp(box);
}

document.addEventListener("htmx:load", (event) => start(event.detail.elt.parentNode || document));
start(document);
