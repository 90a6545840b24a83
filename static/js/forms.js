// Forms: quick times, chosen files with their size, drafts that say whether they are saved.
"use strict";

(function () {
  const two = (number) => String(number).padStart(2, "0");
  // People and the Law count in the zone of Almaty, wherever the browser stands.
  const local = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Asia/Almaty", day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit",
    hourCycle: "h23",
  });

  function putTime(button) {
    const field = button.closest(".when-field");
    const [day, time] = field.querySelectorAll("input");
    const parts = {};
    const moment = Date.now() - Number(button.dataset.minutesAgo) * 60000;
    local.formatToParts(moment).forEach((part) => { parts[part.type] = part.value; });
    day.value = `${two(parts.day)}.${two(parts.month)}.${parts.year}`;
    if (time) time.value = `${two(parts.hour)}:${two(parts.minute)}`;
    [day, time].forEach((input) => input?.dispatchEvent(new Event("change", { bubbles: true })));
  }

  function sizeOf(bytes) {
    const step = bytes < 1000 ? 0 : bytes < 1e6 ? 1 : 2;
    const unit = ["byte", "kilobyte", "megabyte"][step];
    const how = { style: "unit", unit, maximumFractionDigits: step === 2 ? 1 : 0 };
    return new Intl.NumberFormat(document.documentElement.lang, how).format(bytes / 1000 ** step);
  }

  function showFiles(input) {
    const holder = input.closest("[data-file]");
    let said = holder.querySelector(".file-chosen");
    if (!said) {
      said = document.createElement("div");
      said.className = "file-chosen small";
      said.setAttribute("role", "status");
      holder.append(said);
    }
    said.replaceChildren(...[...input.files].map((file) => {
      const row = document.createElement("div");
      row.textContent = `${file.name}, ${sizeOf(file.size)}`;
      return row;
    }));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-minutes-ago]");
    if (button) putTime(button);
  });
  document.addEventListener("change", (event) => {
    if (event.target.type === "file" && event.target.closest("[data-file]")) showFiles(event.target);
  });

  // A draft: <form data-draft> posts itself by htmx; <… data-draft-state data-saving data-failed> says how it stands.
  const say = (form, word) => {
    const state = form.querySelector("[data-draft-state]");
    if (state?.dataset[word]) state.textContent = state.dataset[word];
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-draft]");
    if (form) form.dataset.unsaved = "yes";
  });
  const saved = (event) => event.detail.elt.matches("form[data-draft]") && event.detail.elt;
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = saved(event);
    if (!form) return;
    // The whole form is on its way: a save after it would find the draft sent.
    if (form.dataset.sent) event.preventDefault();
    else say(form, "saving");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = saved(event);
    if (!form) return;
    if (event.detail.successful) delete form.dataset.unsaved;
    else say(form, "failed");
    setTimeout(() => pressAgain(form));
  });
  // A button pressed while the draft is being saved waits for the end: sooner it would carry the version before.
  let pressed = null;
  const isSaving = (form) => form.matches("[data-draft].htmx-request");
  function pressAgain(form) {
    if (!pressed || isSaving(form)) return;
    const button = pressed;
    pressed = null;
    form.requestSubmit(button);
  }
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form");
    if (isSaving(form)) {
      event.preventDefault();
      pressed = event.submitter;
      return;
    }
    delete form.dataset.unsaved;
    if (form.method !== "post" || form.matches("[hx-post]:not([data-draft])")) return;
    // One press, one act: a second press while the first is under way does nothing.
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-draft][data-unsaved]")) event.preventDefault();
  });

  document.querySelector("#errors")?.focus();
})();
