// The idle lock: covers the page after a while without a hand on it, and lifts the cover for the right secret.
// The server locks by its own clock whatever this script does; here only what is typed is spared a trip.
"use strict";

(function () {
  const cover = document.getElementById("lock");
  if (!cover?.showModal) return;
  const MINUTE = 60000;
  const { activity, unlock } = cover.dataset;
  const idle = Number(cover.dataset.seconds) * 1000;
  const form = cover.querySelector("form");
  const error = cover.querySelector("[data-lock-error]");
  const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content || "";
  let told = Date.now();
  let touched = Date.now();

  const call = (address, method, body) =>
    fetch(address, {
      method,
      body,
      headers: { "X-CSRFToken": csrf(), Accept: "application/json", ...(method === "GET" && { "X-Background": "1" }) },
      redirect: "error",
    });

  function show() {
    if (cover.open) return;
    document.documentElement.classList.add("is-locked");
    document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
    cover.showModal();
    form.querySelector("input").focus();
  }

  function hide() {
    told = touched = Date.now();
    form.reset();
    error.hidden = true;
    document.documentElement.classList.remove("is-locked");
    cover.close();
  }

  // Another page of the same session may be in use: the server knows.
  async function look() {
    try {
      const answer = await (await call(activity, "GET")).json();
      if (answer.left === 0) show();
      else if (answer.left) touched = Date.now() - (idle - answer.left * 1000);
    } catch {
      show();
    }
  }

  function touch() {
    touched = Date.now();
    if (cover.open || touched - told < MINUTE) return;
    told = touched;
    call(activity, "POST").then((answer) => answer.json()).then((answer) => answer.left === 0 && show(), () => {});
  }

  ["keydown", "pointerdown", "input", "wheel", "touchstart"].forEach((name) =>
    document.addEventListener(name, touch, { passive: true }),
  );
  document.addEventListener("door-locked", show);
  document.addEventListener("visibilitychange", () => document.hidden || cover.open || look());
  window.setInterval(() => cover.open || Date.now() - touched < idle || look(), 5000);
  cover.addEventListener("cancel", (event) => event.preventDefault());

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    try {
      const answer = await call(unlock, "POST", new FormData(form));
      const said = await answer.json();
      if (!said.errors.length) return hide();
      error.querySelector("span").textContent = said.errors[0];
      error.hidden = false;
      form.querySelector("input[name=secret]").select();
    } catch {
      window.location.reload();
    }
    return undefined;
  });
})();
