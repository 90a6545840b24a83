// Files dragged onto [data-drop] join those already chosen in its first file field. Without it, the field does.
"use strict";

(function () {
  const place = (event) => event.target.closest?.("[data-drop]");
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

  function show(holder, over) {
    holder.classList.toggle("is-over", over);
    const live = document.getElementById("live");
    if (live) live.textContent = over ? holder.dataset.over : "";
  }

  document.addEventListener("dragover", (event) => {
    const holder = hasFiles(event) && place(event);
    if (!holder) return;
    event.preventDefault();
    if (!holder.classList.contains("is-over")) show(holder, true);
  });
  document.addEventListener("dragleave", (event) => {
    const holder = place(event);
    if (holder && !holder.contains(event.relatedTarget)) show(holder, false);
  });
  document.addEventListener("drop", (event) => {
    const holder = hasFiles(event) && place(event);
    if (!holder) return;
    event.preventDefault();
    show(holder, false);
    const input = holder.querySelector('input[type="file"]');
    const held = new DataTransfer();
    const kept = input.multiple ? [...input.files] : [];
    const fresh = [...event.dataTransfer.files];
    [...kept, ...(input.multiple ? fresh : fresh.slice(0, 1))].forEach((file) => held.items.add(file));
    input.files = held.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
