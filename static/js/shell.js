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

  // Keys: "/" search, "n" new incident, "g d" my day, "?" the list of these.
  let goes = 0;
  const follow = (selector) => document.querySelector(selector)?.click();
  const keys = {
    "/": () => document.getElementById("find")?.focus(),
    "?": () => document.getElementById("keys")?.showModal?.(),
    n: () => follow('a[aria-keyshortcuts="n"]'),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "g") {
      goes = Date.now();
      return;
    }
    if (event.key === "d" && Date.now() - goes < 1500) {
      event.preventDefault();
      follow(".side .brand");
      return;
    }
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
