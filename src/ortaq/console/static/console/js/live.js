// The live parts: an event says that something changed, and the parts that show it are fetched again. When the stream
// is lost the page says so at once and goes on by asking every five seconds. States on <html data-live>:
//   joining   on   polling (stream lost, asking works)   off (nothing answers)
(() => {
  const root = document.documentElement;
  const POLL = 5000, FIRST_RETRY = 1000, LONGEST_RETRY = 30000, SILENCE = 45000;
  const parts = () => [...document.querySelectorAll("[data-part]")];
  let source = null, retry = FIRST_RETRY, heard = Date.now(), polling = null, fetching = null, again = false;

  const say = (word) => { if (root.dataset.live !== word) root.dataset.live = word; };
  const paused = (part) => part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");

  // One part: unchanged costs an empty answer, so nothing on the screen moves without a reason.
  async function fetchPart(part) {
    const url = new URL(part.dataset.part, location.href);
    if (part.dataset.digest) url.searchParams.set("seen", part.dataset.digest);
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return location.reload();
    if (!answer.ok) throw new Error(answer.status);
    const now = answer.headers.get("X-Ortaq-Now");
    if (now) document.dispatchEvent(new CustomEvent("ortaq:now", { detail: now }));
    if (answer.status === 204 || paused(part)) return;
    htmx.swap(part, await answer.text(), { swapStyle: "outerHTML" });
  }

  async function refresh() {
    if (fetching) { again = true; return; }
    fetching = Promise.all(parts().map(fetchPart));
    try { await fetching; if (!source || source.readyState !== 1) say("polling"); }
    catch { if (!source || source.readyState !== 1) say("off"); }
    finally { fetching = null; }
    if (again) { again = false; refresh(); }
  }

  function lost() {
    source?.close();
    source = null;
    if (root.dataset.live !== "off") say("polling");
    polling ||= setInterval(refresh, POLL);
    refresh();
    setTimeout(join, retry + Math.random() * 500);
    retry = Math.min(LONGEST_RETRY, retry * 2);
  }

  function joined() {
    heard = Date.now();
    retry = FIRST_RETRY;
    clearInterval(polling);
    polling = null;
    say("on");
    refresh();                                       // what happened while we were away
  }

  function changed() { heard = Date.now(); refresh(); }

  function join() {
    if (source) return;
    const stream = source = new EventSource(root.dataset.liveUrl, { withCredentials: true });
    stream.onopen = () => { if (stream === source) joined(); };
    stream.onerror = () => { if (stream === source) lost(); };
    stream.onmessage = changed;
    for (const kind of (root.dataset.liveEvents || "changed").split(" ")) stream.addEventListener(kind, changed);
    stream.addEventListener("alive", () => { heard = Date.now(); });
  }

  // A cut cable is not an error to a browser for minutes: a stream silent for too long is a lost one.
  setInterval(() => { if (source?.readyState === 1 && root.dataset.liveBeats && Date.now() - heard > SILENCE) lost(); }, 5000);
  addEventListener("offline", () => { if (source) lost(); });
  addEventListener("online", () => { retry = FIRST_RETRY; refresh(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });

  if (!parts().length) return;
  say("joining");
  if (root.dataset.liveUrl && window.EventSource) join(); else lost();
  window.ortaqLive = { refresh };
})();
