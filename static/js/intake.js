// On top of pages that work without it: the quick exit by Esc twice, no step left in the browser's history, printing.
"use strict";

(function () {
  const root = document.documentElement;
  let pressed = 0;
  let sending = false;

  root.classList.add("js");
  history.replaceState(null, "", window.location.pathname); // the poster's code need not stay in the address

  function leave() {
    document.body.hidden = true;
    window.location.replace(document.getElementById("exit").href);
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

  async function send(form, button) {
    const data = new FormData(form);
    data.append(button.name, button.value);
    sending = true;
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin" });
      show(await answer.text());
    } catch {
      // The line broke, or the answer was not for reading: let the browser ask by itself, and say what is wrong.
      const pressedButton = Object.assign(document.createElement("input"), { type: "hidden", name: button.name });
      pressedButton.value = button.value;
      form.append(pressedButton);
      form.submit();
    } finally {
      sending = false;
    }
  }

  document.addEventListener("submit", (event) => {
    if (!event.submitter || !window.fetch) return;
    event.preventDefault();
    if (!sending) send(event.target, event.submitter);
  });

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
