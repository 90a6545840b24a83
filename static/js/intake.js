// On top of pages that work without it: the quick exit by Esc twice, leaving no step behind, printing, one press.
"use strict";

(function () {
  document.documentElement.classList.add("js");
  const exit = document.getElementById("exit");
  let pressed = 0;

  function leave() {
    document.body.hidden = true;
    window.location.replace(exit.href);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (event.timeStamp - pressed < 1500) leave();
    pressed = event.timeStamp;
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("#exit")) {
      event.preventDefault();
      leave();
    }
    if (event.target.closest("[data-print]")) window.print();
  });

  // One press of a button is one request, however often it is pressed.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
})();
