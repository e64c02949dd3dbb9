// A choice with search puts boxes of its own in the place of the field: each takes its name from the field's label.
(() => {
  const labelOf = (id) => {
    const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
    if (label) label.id ||= `${id}_label`;
    return label?.id;
  };
  const name = () => {
    for (const value of document.querySelectorAll(".select2-selection__rendered:not([aria-labelledby])")) {
      const label = labelOf(value.id.replace(/^select2-|-container$/g, ""));
      if (!label) continue;
      value.setAttribute("aria-labelledby", label);
      value.closest("[role=combobox]")?.setAttribute("aria-labelledby", `${label} ${value.id}`);
    }
  };
  new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
  addEventListener("focusin", ({ target }) => {
    const asked = target.matches(".select2-search__field") && target.getAttribute("aria-controls");
    const label = asked && labelOf(asked.replace(/^select2-|-results$/g, ""));
    if (label) target.setAttribute("aria-labelledby", label);
  });
})();
