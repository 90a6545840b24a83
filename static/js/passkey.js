// Passkeys: asks the browser for what the server's options say, puts the answer into the form and sends it.
"use strict";

(function () {
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const failed = form.querySelector("[data-passkey-failed]");
  if (!window.PublicKeyCredential) {
    form.querySelector("[data-passkey-none]")?.removeAttribute("hidden");
    form.querySelectorAll("button").forEach((button) => (button.disabled = true));
    return;
  }

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const listed = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  function readable(options) {
    const ready = { ...options, challenge: bytes(options.challenge) };
    if (options.user) ready.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) ready.excludeCredentials = listed(options.excludeCredentials);
    if (options.allowCredentials) ready.allowCredentials = listed(options.allowCredentials);
    return ready;
  }

  function writable(credential) {
    const said = credential.response;
    const response = { clientDataJSON: text(said.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach((name) => {
      if (said[name]) response[name] = text(said[name]);
    });
    if (said.getTransports) response.transports = said.getTransports();
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  }

  form.addEventListener("submit", async (event) => {
    const field = form.querySelector("input[name=credential]");
    if (field.value) return;
    event.preventDefault();
    event.stopPropagation(); // not sent yet: the guard against a second press is for the real sending
    failed?.setAttribute("hidden", "");
    try {
      const publicKey = readable(JSON.parse(form.dataset.options).publicKey);
      const container = navigator.credentials;
      const made = form.dataset.passkey === "create" ? container.create({ publicKey }) : container.get({ publicKey });
      field.value = JSON.stringify(writable(await made));
      form.requestSubmit();
    } catch {
      failed?.removeAttribute("hidden");
    }
  });
})();
