// The sound of an alarm nobody has taken. The watch arms it with one click, because a browser lets no page sound
// unasked; until then the console says in words that it is silent. States on <html data-audio-state>:
//   absent     this browser cannot sound         unarmed   nobody has armed it
//   blocked    armed, but the browser holds it   running   armed and quiet        sounding   an alarm stands
(() => {
  const root = document.documentElement;
  const Audio = window.AudioContext || window.webkitAudioContext;
  const LOUDER_AFTER = 3 * 60 * 1000, EVERY = 4000;
  const wanted = () => localStorage.getItem("ortaq.sound") === "armed";
  const told = new Set(JSON.parse(sessionStorage.getItem("ortaq.told") || "[]"));
  const title = document.title;
  let context = null;

  const alarms = () => [...document.querySelectorAll("[data-alarm]")];
  const state = (word) => { if (root.dataset.audioState !== word) root.dataset.audioState = word; };

  function show() {
    if (!Audio) return state("absent");
    if (!wanted()) return state("unarmed");
    if (!context || context.state !== "running") return state("blocked");
    state(alarms().length ? "sounding" : "running");
  }

  function wake() {
    if (!Audio || !wanted()) return show();
    context ||= new Audio();
    context.onstatechange = show;
    context.resume().then(show, show);
    show();
  }

  function tone(at, pitch, length, loudness, shape = "square") {
    const oscillator = context.createOscillator(), gain = context.createGain();
    oscillator.type = shape;
    oscillator.frequency.value = pitch;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(loudness, at + .02);
    gain.gain.setValueAtTime(loudness, at + length - .04);
    gain.gain.linearRampToValueAtTime(0, at + length);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + length);
  }

  function sound(loud) {
    const at = context.currentTime + .03;
    const tones = loud ? [988, 740, 988, 740, 988, 740] : [784, 988];
    tones.forEach((pitch, i) => tone(at + i * .22, pitch, .2, loud ? .45 : .16));
  }

  // A reminder: one low, round, soft tone, and none at all while an alarm sounds.
  function remind() {
    show();
    if (root.dataset.audioState === "running") tone(context.currentTime + .03, 392, .5, .08, "sine");
  }

  function oldest() {
    const now = window.ortaqClock ? window.ortaqClock.now() : Date.now();
    return Math.max(0, ...alarms().map((alarm) => now - Date.parse(alarm.dataset.alarmAt)));
  }

  function cry() {
    show();
    if (root.dataset.audioState === "sounding") sound(oldest() > LOUDER_AFTER);
  }

  // On the desktop: the number and the urgency, never the content; a lock screen is read by passers-by.
  function announce() {
    const standing = alarms();
    document.title = standing.length ? `▲ ${standing.length} · ${title}` : title;
    const fresh = standing.filter((alarm) => !told.has(alarm.dataset.alarm));
    for (const alarm of fresh) {
      told.add(alarm.dataset.alarm);
      if (window.Notification && Notification.permission === "granted") {
        new Notification(alarm.dataset.alarmWords, { tag: alarm.dataset.alarm, requireInteraction: true });
      }
    }
    const aloud = document.querySelector("[data-alarm-told]");
    if (aloud && fresh.length) aloud.textContent = fresh.map((alarm) => alarm.dataset.alarmWords).join(". ");
    sessionStorage.setItem("ortaq.told", JSON.stringify([...told].slice(-50)));
    show();
    if (fresh.length) cry();
  }

  function arm() {
    const armed = wanted() && context && context.state === "running";
    localStorage.setItem("ortaq.sound", armed ? "off" : "armed");
    if (armed) return show();
    wake();
    if (window.Notification && Notification.permission === "default") Notification.requestPermission();
    if (context) sound(false);                       // one short pattern: the watch hears that it works
  }

  document.addEventListener("click", (event) => { if (event.target.closest("[data-arms-sound]")) arm(); else if (wanted()) wake(); });
  document.addEventListener("keydown", () => { if (wanted() && root.dataset.audioState === "blocked") wake(); });
  document.addEventListener("ortaq:part", announce);
  document.addEventListener("ortaq:reminder", remind);
  wake();
  announce();
  setInterval(cry, EVERY);
})();
