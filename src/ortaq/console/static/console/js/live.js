// The live parts: an event says that something changed, and the parts that show it are fetched again. When the stream
// is lost the page says so at once and goes on by asking every five seconds. States on <html data-live>:
//   joining   on   polling (stream lost, asking works)   off (nothing answers)
(() => {
  const root = document.documentElement;
  const POLL = 5000, PULSE = 20000, FIRST_RETRY = 1000, LONGEST_RETRY = 30000;
  const EVENTS = ["message", "changed", "reminder", "hello"];
  const parts = () => [...document.querySelectorAll("[data-part]")];
  let source = null, retry = FIRST_RETRY, fetching = false, again = false, asked = 0;

  const streams = () => source?.readyState === 1;
  const say = (word) => { if (root.dataset.live !== word) root.dataset.live = word; };
  // What somebody is typing in is left alone until he is done.
  const busy = (part) => part.querySelector("details[open]") !== null || part.dataset.typed !== undefined
    || (part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select"));

  // One part: unchanged costs an empty answer, so nothing on the screen moves without a reason.
  async function fetchPart(part) {
    const url = new URL(part.dataset.part, location.href);
    if (part.dataset.digest) url.searchParams.set("seen", part.dataset.digest);
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect") return location.reload();      // signed out or locked meanwhile
    if (answer.status >= 500) throw new Error(answer.status);
    if (!answer.ok) return;                                              // it answers, though not with this part
    const now = answer.headers.get("X-Ortaq-Now");
    if (now) document.dispatchEvent(new CustomEvent("ortaq:now", { detail: now }));
    if (answer.status === 204 || busy(part)) return;
    htmx.swap(part, await answer.text(), { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
    document.dispatchEvent(new CustomEvent("ortaq:part"));
  }

  async function refresh() {
    if (fetching) { again = true; return; }
    fetching = true;
    asked = Date.now();
    try {
      await Promise.all(parts().map(fetchPart));
      if (!streams()) say("polling");
    } catch {
      if (streams()) lost();                          // a cut cable: the stream does not know it yet
      say("off");
    }
    fetching = false;
    if (again) { again = false; refresh(); }
  }

  function lost() {
    source?.close();
    source = null;
    if (root.dataset.live !== "off") say("polling");
    setTimeout(join, retry + Math.random() * 500);
    retry = Math.min(LONGEST_RETRY, retry * 2);
  }

  function join() {
    if (source) return;
    const stream = source = new EventSource(root.dataset.liveUrl, { withCredentials: true });
    stream.onopen = () => { retry = FIRST_RETRY; say("on"); refresh(); };
    stream.onerror = () => { if (stream === source) { lost(); refresh(); } };
    for (const event of EVENTS) stream.addEventListener(event, refresh);
    stream.addEventListener("ended", () => location.reload());
  }

  if (!parts().length) return;
  document.addEventListener("input", (event) => { const part = event.target.closest("[data-part]"); if (part) part.dataset.typed = ""; });
  say("joining");
  if (root.dataset.liveUrl && window.EventSource) join(); else say("polling");
  setInterval(() => { if (Date.now() - asked >= (streams() ? PULSE : POLL) - 100) refresh(); }, 1000);
  addEventListener("offline", () => { if (source) lost(); say("off"); });
  addEventListener("online", () => { retry = FIRST_RETRY; refresh(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  window.ortaqLive = { refresh };
})();
