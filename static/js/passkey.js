// A form whose field `credential` the browser's passkey fills in. The options stand in the page, or come from an address.
const api = window.webauthnJSON;

async function options(form) {
  const source = form.dataset.passkeySource;
  if (!source) return JSON.parse(document.getElementById("passkey-options").textContent);
  const answer = await fetch(source, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok) throw new Error(`no options: ${answer.status}`);
  return (await answer.json()).request_options;
}

async function ask(form) {
  const sorry = form.querySelector("[data-passkey-sorry]");
  sorry.hidden = true;
  try {
    const wanted = await options(form);
    const made = form.dataset.passkey === "create" ? await api.create(wanted) : await api.get(wanted);
    form.elements.credential.value = JSON.stringify(made);
    form.submit();
  } catch {
    sorry.hidden = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const able = Boolean(api && window.PublicKeyCredential);
  form.querySelector("button[type='submit']").hidden = !able;
  form.querySelector("[data-passkey-unable]").hidden = able || !("passkeyNeeded" in form.dataset);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (able) ask(form);
  });
}
