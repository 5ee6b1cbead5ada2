// One press does the next thing, by the key's place on the board, so that У, E and the Kazakh layout are one key.
// data-key="KeyE" on a link or button names its key; data-row marks what J and K walk through. Silent in fields,
// and switched off altogether on the page of keys (WCAG 2.1.4).
(() => {
  const off = () => localStorage.getItem("ortaq.keys") === "off";
  const typing = (element) => element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;
  const pressable = (element) => element.closest("a, button, summary, input, [role=button]") !== null;
  const seen = (element) => element.getClientRects().length > 0 && !element.closest("[inert]");
  const rows = () => [...document.querySelectorAll("[data-row]")].filter(seen);

  const find = (code) => [...document.querySelectorAll(`[data-key="${code}"]`)].find(seen);

  function act(element) {
    if (element.matches("input[type=radio], input[type=checkbox]")) { element.focus(); element.click(); }
    else if (element.matches("input, textarea, select")) { element.focus(); element.select?.(); }
    else element.click();
  }

  function walk(step) {
    const all = rows();
    if (!all.length) return;
    const here = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[Math.max(0, Math.min(all.length - 1, here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step))];
    (next.querySelector("a, button") || next).focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function press(event) {
    if (event.defaultPrevented || event.repeat || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.code === "Enter") {
      const form = event.target.closest?.("form") || document.querySelector("form[data-ctrl-enter]");
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || off() || typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?" || (event.shiftKey && event.code === "Slash")) return help(event);
    if (event.shiftKey) return;
    if (event.code === "KeyJ" || event.code === "KeyK") { event.preventDefault(); return walk(event.code === "KeyJ" ? 1 : -1); }
    if ((event.code === "Space" || event.code === "Enter") && pressable(event.target)) return;
    const target = find(event.code);
    if (target) { event.preventDefault(); act(target); }
  }

  function help(event) {
    const dialog = document.getElementById("keys-help");
    if (!dialog) return;
    event.preventDefault();
    dialog.showModal();
  }

  addEventListener("keydown", press);
  // A button pressed with the mouse keeps no focus: otherwise the next space bar would press it again, and take no alarm.
  addEventListener("click", (event) => { if (event.detail) event.target.closest?.("button")?.blur(); });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-opens-keys]")) help(event);
    if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
  });
  for (const box of document.querySelectorAll("input[data-keys-switch]")) {
    box.checked = !off();
    box.addEventListener("change", () => localStorage.setItem("ortaq.keys", box.checked ? "on" : "off"));
  }
})();
