// The program's clock, not the computer's: the page carries the server's instant, and we keep the difference.
// After sleep, a changed computer clock or a page from the cache, the difference is asked for anew.
(() => {
  const root = document.documentElement;
  const words = document.body.dataset;
  let ahead = 0;                                     // program's clock minus the computer's, ms
  let lastWall = Date.now(), lastRun = performance.now();

  const now = () => Date.now() + ahead;
  const learn = (iso, readAt = Date.now()) => { const at = Date.parse(iso); if (at) ahead = at - readAt; };

  async function ask() {
    try {
      const before = Date.now();
      const answer = await fetch(root.dataset.clockUrl, { cache: "no-store" });
      if (answer.ok) learn((await answer.json()).now, (before + Date.now()) / 2);
      tick();
    } catch { /* the link is down: live.js says so; the old difference is still the best we have */ }
  }

  const two = (n) => String(n).padStart(2, "0");

  // The same words as the template filter `left`.
  function span(ms) {
    const seconds = Math.floor(Math.abs(ms) / 1000), minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
    if (days >= 2) return `${days} ${words.days} ${hours % 24} ${words.hours}`;
    if (hours >= 1) return `${hours} ${words.hours} ${two(minutes % 60)} ${words.minutes}`;
    if (minutes >= 10) return `${minutes} ${words.minutes}`;
    return `${minutes}:${two(seconds % 60)} ${words.minutes}`;
  }

  const put = (element, text) => { if (element.textContent !== text) element.textContent = text; };

  function countdown(element, at) {
    const due = Date.parse(element.dateTime), rest = due - at, row = element.closest("[data-state]");
    put(element, rest < 0 ? `−${span(rest)}` : span(rest));
    if (!row || !element.dataset.opened) return;
    const opened = Date.parse(element.dataset.opened), whole = due - opened;
    const bar = row.querySelector("progress.drain");
    if (bar && whole > 0) bar.value = Math.max(0, Math.min(1, rest / whole));
    if (row.dataset.state === "done" || row.dataset.state === "void") return;
    if (rest < 0) row.dataset.state = "late";
    else if (rest < whole / 4 && row.dataset.state !== "waiting") row.dataset.state = "closing";
  }

  function tick() {
    const at = now();
    for (const element of document.querySelectorAll("time[data-countdown]")) countdown(element, at);
    for (const element of document.querySelectorAll("time[data-since]")) put(element, span(at - Date.parse(element.dateTime)));
    const shown = document.querySelector("[data-clock]");
    if (shown) {
      put(shown, new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit", timeZone: root.dataset.zone }).format(at));
    }
  }

  function everySecond() {
    const wall = Date.now(), run = performance.now(), drift = (wall - lastWall) - (run - lastRun);
    if (Math.abs(drift) > 1500 || wall - lastWall > 15000) ask();      // slept, or somebody set the computer's clock
    lastWall = wall; lastRun = run;
    tick();
  }

  const visit = performance.getEntriesByType("navigation")[0];
  learn(root.dataset.now, visit ? performance.timeOrigin + (visit.responseStart || 0) : Date.now());
  if (visit && (visit.type === "back_forward" || visit.transferSize === 0)) ask();
  addEventListener("pageshow", (event) => { if (event.persisted) ask(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) everySecond(); });
  document.addEventListener("ortaq:now", (event) => { learn(event.detail); tick(); });
  document.addEventListener("ortaq:part", tick);
  root.dataset.scripts = "on";
  tick();
  setInterval(everySecond, 1000);
  window.ortaqClock = { now, tick, ask };
})();
