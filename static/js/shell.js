// Menus, dialogs and the keyboard's short ways. Everything here also works by link or form without it.
"use strict";

(function () {
  document.documentElement.classList.add("js");
  const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

  // Menus: one open at a time, closed by Escape or a click elsewhere.
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // Questions: the link to the page of confirmation opens the same question as a dialog.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog?.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog")?.close();
    if (event.target.nodeName === "DIALOG") event.target.close();
  });

  // Keys: "/" search, "n" new incident, "g d" my day, "?" the list of these. Told by their place on the
  // keyboard, since "n" is another letter while a Kazakh or Russian layout is on.
  let goes = 0;
  const follow = (selector) => document.querySelector(selector)?.click();
  const search = () => document.getElementById("find")?.focus();
  const help = () => document.getElementById("keys")?.showModal?.();

  function actOf(event) {
    if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) return help;
    if (event.key === "/" || event.code === "Slash") return search;
    if (event.code === "KeyN") return () => follow('a[aria-keyshortcuts="n"]');
    if (event.code === "KeyD" && Date.now() - goes < 1500) return () => follow(".side .brand");
    return null;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const act = actOf(event);
    if (event.code === "KeyG") goes = Date.now();
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // Tabs that do not fit on one line: the present one is in sight.
  document.querySelectorAll(".file-tabs .tabs").forEach((tabs) => {
    const here = tabs.querySelector("[aria-current]");
    if (here) tabs.scrollLeft = here.offsetLeft - (tabs.clientWidth - here.offsetWidth) / 2;
  });
})();
