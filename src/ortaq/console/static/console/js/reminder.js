// A reminder is no alarm: it is told of once on each screen, by one soft tone where the sound is armed.
(() => {
  const KEY = "ortaq.reminded";
  const told = new Set(JSON.parse(sessionStorage.getItem(KEY) || "[]"));

  document.addEventListener("ortaq:part", () => {
    const fresh = [...document.querySelectorAll("[data-reminder]")].filter((one) => !told.has(one.dataset.reminder));
    if (!fresh.length) return;
    for (const one of fresh) told.add(one.dataset.reminder);
    sessionStorage.setItem(KEY, JSON.stringify([...told].slice(-100)));
    document.dispatchEvent(new CustomEvent("ortaq:reminder"));
  });
})();
