// Refreshes clocks and the words beside them. The server's words are right without this script: it only
// keeps them right while the page stays open, in the same words (meta tags "word-…").
"use strict";

(function () {
  const MINUTE = 60000;
  const HOUR = 60;
  const TWO_DAYS = 48 * HOUR;
  const SPACE = "\u00a0";
  const words = {};
  document.querySelectorAll('meta[name^="word-"]').forEach((tag) => {
    words[tag.name.slice(5)] = tag.content;
  });

  function span(minutes) {
    const hours = Math.floor(minutes / HOUR);
    const rest = minutes % HOUR;
    if (!hours) return `${rest}${SPACE}${words.min}`;
    return `${hours}${SPACE}${words.h}` + (rest ? ` ${rest}${SPACE}${words.min}` : "");
  }

  function sentence(milliseconds) {
    const minutes = Math.floor(Math.abs(milliseconds) / MINUTE);
    if (minutes >= TWO_DAYS) return null; // whole days: the server's words hold
    return words[milliseconds >= 0 ? "left" : "late"].replace("{}", span(minutes));
  }

  function setState(element, state) {
    const old = [...element.classList].find((name) => name.startsWith("is-"));
    if (old === `is-${state}`) return false;
    element.classList.remove(old);
    element.classList.add(`is-${state}`);
    return true;
  }

  function drawFigure(clock, minutes) {
    const [figure, unit] = [clock.querySelector("b"), clock.querySelector("b small")];
    if (!figure || minutes >= TWO_DAYS) return;
    const large = clock.classList.contains("clock-l");
    const time = `${Math.floor(minutes / HOUR)}:${String(minutes % HOUR).padStart(2, "0")}`;
    let shown = [time, large ? words.unit_left : words.h];
    if (minutes < HOUR) shown = [String(minutes), words.min];
    else if (!large && minutes >= 10 * HOUR) shown = [String(Math.floor(minutes / HOUR)), words.h];
    figure.firstChild.data = shown[0];
    unit.textContent = shown[1];
  }

  function drawArc(clock, share) {
    const arc = clock.querySelector(".arc");
    if (!arc) return;
    arc.setAttribute("stroke-dasharray", `${share.toFixed(1)} 100`);
    arc.setAttribute("stroke-dashoffset", (share - 100).toFixed(1));
  }

  function turnOver(clock) {
    const figure = clock.querySelector("b");
    const sign = document.querySelector('.ico use[href$="#alert"]')?.closest("svg").cloneNode(true);
    if (figure && sign) figure.replaceWith(sign);
    drawArc(clock, 100);
  }

  function refreshClock(clock, now) {
    const due = Date.parse(clock.dataset.due);
    const left = due - now;
    const text = sentence(left);
    if (text) clock.setAttribute("aria-label", text);
    if (left < 0) {
      if (setState(clock, "over")) {
        turnOver(clock);
        tell(clock, text);
      }
      return;
    }
    const start = Date.parse(clock.dataset.start);
    if (due > start) drawArc(clock, Math.min(100, (100 * left) / (due - start)));
    drawFigure(clock, Math.floor(left / MINUTE));
    if (now >= Date.parse(clock.dataset.soon) && setState(clock, "soon")) tell(clock, text);
  }

  function tell(clock, text) {
    const live = document.getElementById("live");
    const heading = clock.closest("li, article, .running")?.querySelector("h3, b:not(.clock b)");
    if (live && text) live.textContent = [heading?.textContent.trim(), text].filter(Boolean).join(": ");
  }

  function refreshWords(say, now) {
    const left = Date.parse(say.dataset.due) - now;
    const text = sentence(left);
    if (!text) return;
    const holder = say.querySelector(":scope > span") || say;
    if (holder.textContent !== text) holder.textContent = text;
    const clock = say.closest("li, article, .running")?.querySelector(".clock");
    const state = [...(clock?.classList || [])].find((name) => name.startsWith("is-"));
    if (left < 0) setState(say, "over");
    else if (state) setState(say, state.slice(3));
  }

  function refresh() {
    const now = Date.now();
    document.querySelectorAll(".clock[data-due]").forEach((clock) => refreshClock(clock, now));
    document.querySelectorAll(".say[data-due]").forEach((say) => refreshWords(say, now));
  }

  if (words.left) {
    refresh();
    setInterval(refresh, 15000);
    document.addEventListener("visibilitychange", () => document.hidden || refresh());
    document.addEventListener("htmx:afterSettle", refresh);
  }
})();
