// Files to send along: dropping, a list with names and sizes, taking one away. Without this script it is a plain input.
const IMAGE = /^image\//;

function sizeOf(bytes) {
  const units = [[1e6, "MB"], [1e3, "kB"], [1, "B"]];
  const [size, unit] = units.find(([each]) => bytes >= each) || units[2];
  const number = bytes / size;
  const digits = unit === "MB" && number < 100 ? 1 : 0;
  return `${number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits })} ${unit}`;
}

function drawIcon(href) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", href);
  svg.append(use);
  return svg;
}

function named(sentence, file) {
  return sentence.replace("{name}", file.name);
}

function say(sentence) {
  document.dispatchEvent(new CustomEvent("oz:say", { detail: sentence }));
}

function setUp(box) {
  if ("ready" in box.dataset) return;
  box.dataset.ready = "";
  const texts = box.dataset;
  const input = box.querySelector("input[type='file']");
  const list = box.querySelector("[data-upload-list]");
  const sorry = box.querySelector("[data-upload-sorry]");
  let files = [];

  function draw() {
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(file);
    input.files = chosen.files;
    list.replaceChildren(...files.map(drawFile));
    list.hidden = !files.length;
  }

  function drawFile(file) {
    const item = document.createElement("li");
    const row = document.createElement("span");
    const size = document.createElement("span");
    const button = document.createElement("button");
    row.className = "oz-file";
    size.textContent = sizeOf(file.size);
    button.className = "btn btn-sm oz-iconbtn";
    button.type = "button";
    button.setAttribute("aria-label", named(texts.remove, file));
    button.append(drawIcon(texts.iconRemove));
    button.addEventListener("click", () => {
      files = files.filter((each) => each !== file);
      draw();
      input.focus();
      say(named(texts.removed, file));
    });
    row.append(drawIcon(IMAGE.test(file.type) ? texts.iconImage : texts.icon), `${file.name} `, size, button);
    item.append(row);
    return item;
  }

  function add(more) {
    const refusals = [];
    const added = [];
    for (const file of more) {
      const known = files.some((each) => each.name === file.name && each.size === file.size && each.lastModified === file.lastModified);
      if (known) continue;
      if (!file.size) refusals.push(named(texts.empty, file));
      else if (file.size > Number(texts.maxBytes)) refusals.push(named(texts.tooBig, file));
      else if (files.length >= Number(texts.maxFiles)) { refusals.push(texts.tooMany); break; }
      else { files.push(file); added.push(named(texts.added, file)); }
    }
    sorry.textContent = refusals.join(" ");
    sorry.hidden = !refusals.length;
    draw();
    if (added.length) say(added.join(", "));
  }

  for (const part of box.querySelectorAll("[data-upload-hint], [data-upload-button]")) part.hidden = false;
  input.classList.replace("form-control", "visually-hidden");
  input.addEventListener("change", () => add([...input.files]));
  box.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.classList.add("is-over");
  });
  box.addEventListener("dragleave", () => box.classList.remove("is-over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("is-over");
    add([...event.dataTransfer.files]);
  });
  input.form?.addEventListener("reset", () => { files = []; draw(); });
}

function start(root) {
  for (const box of root.querySelectorAll("[data-upload]")) setUp(box);
}

document.addEventListener("htmx:load", (event) => start(event.detail.elt.parentNode || document));
start(document);
