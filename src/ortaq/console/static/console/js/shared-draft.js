// A draft in several hands. Each section is kept by itself as one types and when one leaves it; it says which version it
// was typed over, and where a colleague was first the node answers with both texts (409), which take the section's place.
// While somebody types in a section the colleagues see it; what they left meanwhile is said above it, not put into it.
(() => {
  const WAIT = 1500, RETRY = 5000, BEAT = 15000;
  const timers = new Map(), sending = new Set();
  let held = "", heldAt = 0;

  const sectionOf = (element) => element.closest?.("[data-section]");
  const section = (clause) => document.querySelector(`[data-section="${clause}"]`);
  const typed = (form) => new URLSearchParams(new FormData(form)).toString();
  const say = (place, key) => { const words = place.querySelector("[data-words]"); if (words) words.textContent = words.dataset[key]; };
  const later = (clause, wait) => { clearTimeout(timers.get(clause)); timers.set(clause, setTimeout(() => save(clause), wait)); };

  async function save(clause) {
    const place = section(clause), form = place?.querySelector("form");
    if (!form || place.dataset.typed === undefined || !place.dataset.part) return;
    if (sending.has(clause)) return later(clause, WAIT);
    sending.add(clause);
    const body = typed(form);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body), keepalive: true, redirect: "manual", headers: { "HX-Request": "true" } });
      if (answer.status === 409) return clash(place, await answer.text());
      if (!answer.ok) throw new Error(answer.status);
      const kept = await answer.json();
      form.elements.base.value = kept.version;
      place.dataset.digest = kept.digest;
      if (typed(form).replace(/base=\d*/, "") === body.replace(/base=\d*/, "")) delete place.dataset.typed;
      else later(clause, WAIT);
      say(place, "kept");
    } catch { say(place, "failed"); later(clause, RETRY); } finally { sending.delete(clause); }
  }

  // Both texts are shown in the section's place; what was typed while the answer came is not lost either.
  function clash(place, html) {
    const box = place.querySelector("textarea"), mine = box.value, at = box.selectionStart, here = document.activeElement === box;
    const page = new DOMParser().parseFromString(html, "text/html").querySelector("[data-section]");
    if (!page) return say(place, "closed");
    htmx.swap(place, page.outerHTML, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
    const fresh = section(page.dataset.section).querySelector("textarea");
    fresh.value = mine;
    if (here) { fresh.focus(); fresh.setSelectionRange(at, at); }
  }

  function hold(place) {
    if (held === place.dataset.section && Date.now() - heldAt < BEAT) return;
    [held, heldAt] = [place.dataset.section, Date.now()];
    const token = place.querySelector("[name=csrfmiddlewaretoken]");
    if (token) fetch(place.dataset.hand, { method: "POST", headers: { "X-CSRFToken": token.value } }).catch(() => { heldAt = 0; });
  }

  document.addEventListener("input", (event) => {
    const place = sectionOf(event.target);
    if (!place) return;
    hold(place);
    later(place.dataset.section, WAIT);
  });
  document.addEventListener("change", (event) => { const place = sectionOf(event.target); if (place) save(place.dataset.section); });
  document.addEventListener("submit", (event) => { const place = sectionOf(event.target); if (place) clearTimeout(timers.get(place.dataset.section)); });
  addEventListener("pagehide", () => document.querySelectorAll("[data-section][data-typed]").forEach((place) => save(place.dataset.section)));
  addEventListener("online", () => document.querySelectorAll("[data-section][data-typed]").forEach((place) => save(place.dataset.section)));

  document.addEventListener("ortaq:part", () => {
    for (const stands of document.querySelectorAll("[data-stands]")) {
      const place = section(stands.dataset.stands), base = place?.querySelector("[name=base]"), fresh = place?.querySelector("[data-fresh]");
      if (!base || !fresh) continue;
      fresh.hidden = place.dataset.typed === undefined || Number(stands.dataset.version) <= Number(base.value || 0);
      fresh.textContent = fresh.hidden ? "" : stands.dataset.words;
    }
  });
})();
