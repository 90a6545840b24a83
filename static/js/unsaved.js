// Text that is not sent yet: a question before it is left, and before it is sent a look whether the session lives.
// Nothing typed is stored anywhere: it stays in the page.
"use strict";

(function () {
  const notice = document.getElementById("signed-out");
  if (!notice) return;
  let leaving = false;
  const writes = (form) =>
    form?.method === "post" && !form.matches('[role="search"], .langs, .lock form, [hx-post]:not([data-draft])');
  const typed = () =>
    !leaving && [...document.querySelectorAll("form[data-typed]:not([data-draft])")].some((form) => form.isConnected);

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && writes(form)) form.dataset.typed = "yes";
  });
  // A form that came back with errors holds what was typed before, if anything was.
  if (document.querySelector("#errors:not([data-untouched])")) {
    document.querySelectorAll("main form").forEach((form) => {
      if (writes(form) && form.querySelector(".is-invalid, .field-error")) form.dataset.typed = "yes";
    });
  }

  // Alive: as whom, with a token for this form. Ended, or somebody else's: null. No answer: undefined, the browser says.
  async function session() {
    try {
      const headers = { "X-Background": "1", Accept: "application/json" };
      const answer = await fetch(notice.dataset.activity, { headers, redirect: "manual" });
      if (!answer.ok) return answer.status < 500 ? null : undefined;
      const said = await answer.json();
      return said.who === Number(notice.dataset.who) ? said : null;
    } catch {
      return undefined;
    }
  }

  // Signing in again, in another tab, makes the token of this page an old one.
  function renew(token) {
    document.querySelector('meta[name="csrf-token"]').content = token;
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
  }

  async function send(form, button) {
    form.dataset.asking = "yes";
    const alive = await session();
    delete form.dataset.asking;
    if (alive === null) {
      notice.showModal();
      return;
    }
    if (alive) renew(alive.csrf);
    form.dataset.asked = "yes";
    form.requestSubmit(button);
    delete form.dataset.asked;
  }

  function stop(event) {
    event.preventDefault();
    event.stopPropagation();
  }

  // Before every other listener: what is stopped here was never sent.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches(".langs")) {
      if (typed() && !window.confirm(notice.dataset.ask)) stop(event);
      else leaving = true;
      return;
    }
    if (form.dataset.asking) stop(event);
    else if (form.dataset.typed && !form.dataset.asked && writes(form)) {
      stop(event);
      send(form, event.submitter);
    } else if (writes(form) && !event.submitter?.formTarget && !form.target) leaving = true;
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest(".savebar a")) leaving = true;
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (typed()) event.preventDefault();
  });
})();
