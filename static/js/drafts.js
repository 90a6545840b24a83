// A draft that meets a poor network: it is tried again by itself, and a second window is told apart.
// What was typed stays in the page and on the server; nothing is stored in the browser.
"use strict";

(function () {
  const PAUSES = [3, 6, 12, 24];
  let tries = 0;
  let timer = null;
  const form = () => document.querySelector("form[data-draft][data-retry]");

  function again() {
    clearTimeout(timer);
    const held = form();
    if (held && held.dataset.unsaved && !held.dataset.sent) window.htmx.trigger(held, "retry");
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(again, 1000 * PAUSES[Math.min(tries, PAUSES.length - 1)]);
    tries += 1;
  }

  // Both texts are shown; a conflict is no failure of the network.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 409 && event.detail.requestConfig.elt.matches("[data-retry]")) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const held = event.detail.elt;
    if (!held.matches?.("form[data-retry]")) return;
    const status = event.detail.xhr?.status || 0;
    if (status === 0 || status >= 500) {
      held.dataset.unsaved = "yes";
      later();
      return;
    }
    tries = 0;
    if (status === 409) held.dataset.unsaved = "yes";
    if (status === 403 || status === 404) {
      const state = held.querySelector("[data-draft-state]");
      state.textContent = state.dataset.refused;
    }
  });
  window.addEventListener("online", () => { tries = 0; again(); });
})();
