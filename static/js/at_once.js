// Telling at once on a poor network: the message is sent in the background and again until it arrives. Its key makes
// one incident of however many sendings; `waited` says how long ago the button was pressed. Nothing is stored.
"use strict";

(function () {
  const form = document.querySelector("form[data-once]");
  const state = document.querySelector("[data-once-state]");
  const button = form?.querySelector("button[type=submit]");
  if (!form || !state) return;
  const PAUSES = [2, 4, 8, 15, 30];
  const PATIENCE = 20000;
  let pressed = null;
  let tries = 0;
  let timer = null;
  let sending = false;

  const say = (word, seconds) => {
    state.hidden = false;
    state.dataset.now = word;
    state.textContent = state.dataset[word].replace("%s", seconds ?? "");
  };

  function later() {
    const pause = PAUSES[Math.min(tries, PAUSES.length - 1)];
    tries += 1;
    say("waiting", pause);
    button.disabled = false;
    button.textContent = button.dataset.again;
    timer = setTimeout(send, pause * 1000);
  }

  async function send() {
    if (sending) return;
    clearTimeout(timer);
    sending = true;
    button.disabled = true;
    say("sending");
    form.elements.waited.value = Math.round((performance.now() - pressed) / 1000);
    const patience = new AbortController();
    const alarm = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const answer = await fetch(form.action || window.location.href, {
        method: "POST", body: new FormData(form), headers: { "X-Once": "1" }, signal: patience.signal,
      });
      if (answer.status === 201) {
        const told = await answer.json();
        pressed = null;
        say("sent");
        window.location.assign(told.url);
      } else if (answer.status === 422) {
        pressed = null;
        form.submit();
      } else if (answer.status >= 500 || answer.status === 429) later();
      else {
        say("out");
        button.disabled = false;
      }
    } catch {
      later();
    } finally {
      clearTimeout(alarm);
      sending = false;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (pressed === null) pressed = performance.now();
    send();
  });
  window.addEventListener("online", () => { if (pressed !== null && !sending) send(); });
  window.addEventListener("beforeunload", (event) => { if (pressed !== null) event.preventDefault(); });
})();
