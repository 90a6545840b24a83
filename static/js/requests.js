// Requests that htmx makes: they carry the page's CSRF token, and a failure is said, not swallowed.
"use strict";

(function () {
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content || "";

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = meta("csrf-token");
    // What no hand made, such as a refresh every few seconds, keeps no session awake.
    if (!event.detail.triggeringEvent) event.detail.headers["X-Background"] = "1";
  });

  // A refused form comes back with 422 and is shown like any other answer.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  // Signed out meanwhile: the whole page goes to the sign-in, not a fragment of it.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const answered = event.detail.xhr.responseURL || "";
    if (answered.includes("/accounts/login/")) {
      event.preventDefault();
      window.location.reload();
    }
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const summary = event.detail.target.querySelector?.("#errors");
    if (summary) summary.focus();
  });
})();
