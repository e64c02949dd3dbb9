// The composer: Ctrl+Enter sends the form that is typed in, and a link can open the tab that it is about.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches("#composer textarea")) return;
  event.preventDefault();
  const { form } = event.target;
  // The last button is the plain one: asking, recovering and reopening are chosen by hand.
  form.requestSubmit([...form.querySelectorAll("button[type='submit']")].at(-1));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-tab]");
  if (!link) return;
  event.preventDefault();
  document.getElementById(`tab-${link.dataset.tab}`).click();
  document.querySelector(link.hash).focus();
});
