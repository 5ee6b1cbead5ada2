// A time is typed as it is said: 0735, 735, 7:35, 7.35, or -5м for five minutes ago. The server reads the same forms.
(() => {
  const zone = document.documentElement.dataset.zone;
  const two = (n) => String(n).padStart(2, "0");

  function ago(minutes) {
    const at = window.ortaqClock.now() - minutes * 60000;
    return new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(at);
  }

  function read(text) {
    const back = text.match(/^[-−–]\s*(\d{1,3})\s*(м|мин|m|min)?\.?$/i);
    if (back) return ago(Number(back[1]));
    const clock = text.match(/^(\d{1,2})[:.\s](\d{2})$/) || text.match(/^(\d{1,2})(\d{2})$/);
    if (clock && Number(clock[1]) < 24 && Number(clock[2]) < 60) return `${two(clock[1])}:${clock[2]}`;
    return null;
  }

  document.addEventListener("change", (event) => {
    if (!event.target.matches("input[data-time]")) return;
    const time = read(event.target.value.trim());
    if (time) event.target.value = time;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-now-for]");
    if (!button) return;
    document.getElementById(button.dataset.nowFor).value = ago(0);
    document.getElementById(button.dataset.nowFor).dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
