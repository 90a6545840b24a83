// Long choices: <select data-search="label"> gets a field that narrows it, and what
// is left lies open. `data-narrow="kind=TRANSFER"` leaves only options with data-fits while that field of the form has
// that value. Without script the list stands whole.
"use strict";

(function () {
  const MOST_ROWS = 7;
  const plain = (text) => text.toLocaleLowerCase().trim();

  function narrowed(select) {
    const [name, value] = (select.dataset.narrow || "").split("=");
    return Boolean(name) && select.form.querySelector(`[name="${name}"]:checked, select[name="${name}"]`)?.value === value;
  }

  function prepare(select) {
    const groups = [...select.children].map((one) => ({
      one, options: one.nodeName === "OPTGROUP" ? [...one.children] : null,
    }));
    const box = document.createElement("input");
    box.type = "search";
    box.className = "form-control mb-2";
    box.autocomplete = "off";
    box.placeholder = select.dataset.search;
    box.setAttribute("aria-label", select.dataset.search);
    box.setAttribute("aria-controls", select.id);
    select.before(box);

    function show() {
      const words = plain(box.value).split(/\s+/).filter(Boolean);
      const fitting = narrowed(select);
      const kept = select.value;
      const fits = (option) =>
        (!fitting || "fits" in option.dataset) &&
        (option.value === kept || words.every((word) => plain(option.textContent).includes(word)));
      groups.forEach(({ one, options }) => {
        if (!options) return;
        const left = options.filter(fits);
        one.replaceChildren(...left);
        if (left.length) select.append(one);
        else one.remove();
      });
      select.value = kept;
      if (select.selectedIndex < 0) select.value = "";
      select.size = words.length ? Math.min(Math.max(select.length, 2), MOST_ROWS) : 0;
    }

    function close() {
      if (!select.size) return;
      box.value = "";
      show();
    }

    let walking = false; // arrows walk the open list; a click, Enter or leaving it chooses
    box.addEventListener("input", show);
    select.addEventListener("mousedown", () => (walking = false));
    select.addEventListener("change", () => walking || close());
    select.addEventListener("blur", close);
    select.addEventListener("keydown", (event) => {
      walking = event.key !== "Enter";
      if (walking || !select.size) return;
      event.preventDefault();
      close();
    });
    select.form.addEventListener("change", (event) => event.target === select || show());
    show();
  }

  document.querySelectorAll("select[data-search]").forEach(prepare);

  // A folded part of a form that an answer asks for: <details data-opens="field=VALUE">.
  document.addEventListener("change", (event) => {
    document.querySelectorAll("details[data-opens]").forEach((part) => {
      const [name, value] = part.dataset.opens.split("=");
      if (event.target.name === name && event.target.value === value) part.open = true;
    });
  });

  // Filters fold once the list is shown, and say how many are set.
  document.addEventListener("submit", (event) => {
    const more = event.target.closest(".sieve")?.querySelector("details");
    if (more) more.open = false;
  });
  document.addEventListener("input", (event) => {
    const more = event.target.closest(".sieve details");
    const count = more?.querySelector("[data-set]");
    if (!count) return;
    const set = [...more.querySelectorAll("select, input")].filter((one) => one.name !== "sort" && one.value);
    count.textContent = set.length || "";
  });
})();
