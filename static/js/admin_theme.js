// The admin's pages have no place for attributes on <html>: the theme of the profile is put there before anything is drawn.
(() => {
  const theme = document.currentScript.dataset.theme;
  const root = document.documentElement;
  root.dataset.theme = theme === "system" ? "auto" : theme;
  if (theme === "light" || theme === "dark") root.dataset.bsTheme = theme;
})();
