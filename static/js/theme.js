// Light or dark at once, without a new page; the profile (or the cookie) keeps it. Without this script the form does both.
const root = document.documentElement;
const device = window.matchMedia("(prefers-color-scheme: dark)");

function shown() {
  return root.dataset.bsTheme || (device.matches ? "dark" : "light");
}

function show(theme) {
  if (theme === "system") delete root.dataset.bsTheme;
  else root.dataset.bsTheme = theme;
  for (const button of document.querySelectorAll("[data-theme-choice] button")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}

async function keep(form, theme) {
  const body = new URLSearchParams(new FormData(form));
  body.set("theme", theme);
  try {
    await fetch(form.action, { method: "POST", body, redirect: "manual" });
  } catch {
    // Not kept: the page shows it all the same, and the next choice is sent again.
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-toggle], [data-theme-choice]");
  if (!form) return;
  event.preventDefault();
  const theme = form.matches("[data-theme-toggle]") ? (shown() === "dark" ? "light" : "dark") : event.submitter.value;
  show(theme);
  keep(form, theme);
});
