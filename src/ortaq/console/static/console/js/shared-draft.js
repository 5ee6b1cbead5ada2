// A draft in several hands. Each section is kept by itself as one types and when one leaves it; it says which version it
// was typed over, and where a colleague was first the node answers with both texts (409), which take the section's place.
// The list of sections is a living part; a section that changed is fetched again, but never under somebody's hands: to
// him it is said what a colleague left meanwhile.
(() => {
  const WAIT = 1500, RETRY = 5000, BEAT = 15000;
  const timers = new Map(), sending = new Set();
  let held = "", heldAt = 0;

  const sectionOf = (element) => element.closest?.("[data-section]");
  const section = (clause) => document.querySelector(`[data-section="${clause}"]`);
  const body = (form) => new URLSearchParams(new FormData(form)).toString();
  const words = (text) => text.replace(/(^|&)base=\d*/, "");
  const say = (place, key) => { const line = place.querySelector("[data-words]"); if (line) line.textContent = line.dataset[key]; };
  const later = (clause, wait) => { clearTimeout(timers.get(clause)); timers.set(clause, setTimeout(() => save(clause), wait)); };
  const swap = (place, html) => htmx.swap(place, html, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });

  async function save(clause) {
    const place = section(clause), form = place?.querySelector("form");
    if (!form || !place.dataset.living || place.dataset.typed === undefined) return;
    if (sending.has(clause)) return later(clause, WAIT);
    sending.add(clause);
    const sent = body(form);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(sent), keepalive: true, redirect: "manual", headers: { "HX-Request": "true" } });
      if (answer.status === 409) return clash(place, await answer.text());
      if (!answer.ok) throw new Error(answer.status);
      form.elements.base.value = (await answer.json()).version;
      if (words(body(form)) === words(sent)) delete place.dataset.typed; else later(clause, WAIT);
      say(place, "kept");
    } catch { say(place, "failed"); later(clause, RETRY); } finally { sending.delete(clause); }
  }

  // Both texts are shown in the section's place; what was typed while the answer came is not lost either.
  function clash(place, html) {
    const box = place.querySelector("textarea"), mine = box.value, at = box.selectionStart, here = document.activeElement === box;
    const both = new DOMParser().parseFromString(html, "text/html").querySelector("[data-section]");
    if (!both) return say(place, "closed");
    swap(place, both.outerHTML);
    const fresh = section(both.dataset.section).querySelector("textarea");
    fresh.value = mine;
    if (here) { fresh.focus(); fresh.setSelectionRange(at, at); }
  }

  function hold(place) {
    if (held === place.dataset.section && Date.now() - heldAt < BEAT) return;
    [held, heldAt] = [place.dataset.section, Date.now()];
    const token = place.querySelector("[name=csrfmiddlewaretoken]");
    if (token) fetch(place.dataset.hand, { method: "POST", headers: { "X-CSRFToken": token.value } }).catch(() => { heldAt = 0; });
  }

  async function look() {
    for (const stands of document.querySelectorAll("[data-stands]")) {
      const place = section(stands.dataset.stands), base = place?.querySelector("[name=base]");
      if (!base || !place.dataset.living || sending.has(stands.dataset.stands)) continue;
      const hands = place.querySelector("[data-hands]");
      hands.hidden = !stands.dataset.hands;
      hands.textContent = stands.dataset.hands;
      const note = place.querySelector("[data-fresh]"), newer = Number(stands.dataset.version) > Number(base.value || 0);
      const busy = place.dataset.typed !== undefined || place.contains(document.activeElement);
      note.hidden = !(newer && busy);
      note.textContent = note.hidden ? "" : stands.dataset.words;
      if (!newer || busy) continue;
      const answer = await fetch(place.dataset.living, { headers: { "HX-Request": "true" }, cache: "no-store", redirect: "manual" });
      if (answer.status === 200 && place.dataset.typed === undefined) swap(place, await answer.text());
    }
  }

  const saveAll = () => document.querySelectorAll("[data-section][data-typed]").forEach((place) => save(place.dataset.section));
  document.addEventListener("input", (event) => {
    const place = sectionOf(event.target);
    if (!place) return;
    place.dataset.typed = "";
    hold(place);
    later(place.dataset.section, WAIT);
  });
  document.addEventListener("change", (event) => { const place = sectionOf(event.target); if (place) save(place.dataset.section); });
  document.addEventListener("focusout", (event) => { if (sectionOf(event.target)) setTimeout(look); });
  document.addEventListener("submit", (event) => { const place = sectionOf(event.target); if (place) clearTimeout(timers.get(place.dataset.section)); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) saveAll(); });
  addEventListener("pagehide", saveAll);
  addEventListener("online", saveAll);
  document.addEventListener("ortaq:part", look);
})();
