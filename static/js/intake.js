// On top of pages that work without it: the quick exit by Esc twice, no step left in the browser's history, the
// telephone's own "back" within a letter, nothing lost when the line breaks, printing.
"use strict";

(function () {
  const root = document.documentElement;
  const WHEN_BROKEN = { 413: "large" };
  let pressed = 0;
  let sending = false;
  let backing = false;
  let inside = false; // one entry of the history stands between the letter and the page before it

  root.classList.add("js");
  history.replaceState(null, "", window.location.pathname); // the poster's code need not stay in the address

  // Elsewhere takes the place of the first entry, so that "back" does not come here again.
  function leave() {
    const away = () => window.location.replace(document.getElementById("exit").href);
    document.body.hidden = true;
    if (!inside) return away();
    window.removeEventListener("popstate", goBack);
    window.addEventListener("popstate", away);
    window.setTimeout(away, 300);
    history.back();
  }

  // The telephone's "back" presses the letter's own, and waits while an answer is on its way; twice in a hurry, or
  // where there is none, it leaves.
  function goBack() {
    inside = false;
    const button = document.querySelector("main button[name=go][value=back]");
    if (!button || backing) return history.back();
    backing = true;
    if (sending) standInside();
    else button.click();
  }

  function standInside() {
    if (!inside) history.pushState(null, "", window.location.pathname);
    inside = true;
  }

  // The answer takes the place of this page, so that "back" finds no step of a letter.
  function show(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    root.lang = page.documentElement.lang;
    document.title = page.title;
    document.body.replaceWith(page.body);
    window.scrollTo(0, 0);
    const first = document.querySelector("#errors, .is-invalid, .field-error, h1");
    if (!first.matches("input, textarea, select")) first.tabIndex = -1;
    first.focus();
  }

  // The page stays as it is, with everything that was written, and says what to do.
  function stay(why) {
    const said = document.getElementById("unsent").content.querySelector(`[data-why=${why}]`).cloneNode(true);
    document.querySelectorAll("[data-why]").forEach((before) => before.remove());
    document.getElementById("main").prepend(said);
    said.focus();
  }

  async function send(form, button) {
    const data = new FormData(form);
    data.append(button.name, button.value);
    sending = true;
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin" });
      const text = await answer.text();
      if (answer.ok || answer.status === 422 || answer.status === 429) show(text);
      else stay(WHEN_BROKEN[answer.status] || "lost");
    } catch {
      stay("lost");
    } finally {
      sending = backing = false;
      button.removeAttribute("aria-busy");
      standInside();
    }
  }

  document.addEventListener("submit", (event) => {
    if (!event.submitter || !window.fetch) return;
    event.preventDefault();
    if (!sending) send(event.target, event.submitter);
  });

  window.addEventListener("popstate", goBack);

  document.addEventListener("change", (event) => {
    const said = event.target.type === "file" && event.target.parentNode.querySelector(".chosen");
    if (said) said.textContent = Array.from(event.target.files, (file) => file.name).join(", ");
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (pressed && event.timeStamp - pressed < 1500) leave();
    pressed = event.timeStamp;
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("#exit")) {
      event.preventDefault();
      leave();
    }
    if (event.target.closest("[data-print]")) window.print();
  });
})();
