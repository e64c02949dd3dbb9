// Menus are <details>, which open by themselves; this closes them on Escape, on a click elsewhere, and one for another.
function openMenus() {
  return [...document.querySelectorAll("details[data-menu][open]")];
}

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("focusin", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A link to a navigation that is out of sight on a narrow screen becomes the button that shows it.
for (const link of document.querySelectorAll("[data-menu-for]")) {
  const menu = document.getElementById(link.dataset.menuFor);
  const toggle = (open) => {
    menu.classList.toggle("is-open", open);
    link.setAttribute("aria-expanded", String(open));
  };
  link.setAttribute("role", "button");
  link.setAttribute("aria-controls", menu.id);
  toggle(window.location.hash === `#${menu.id}`);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    toggle(!menu.classList.contains("is-open"));
  });
  link.addEventListener("keydown", (event) => {
    if (event.key === " ") { event.preventDefault(); link.click(); }
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { toggle(false); link.focus(); }
  });
}
