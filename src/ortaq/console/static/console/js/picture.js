// A picture over the whole screen: keys + − 0 and arrows, the wheel, two fingers, or dragged. Without this script the
// link opens the picture as a file. Only properties of the style object are set: the policy forbids style in the markup.
"use strict";
(() => {
  const dialog = document.getElementById("picture");
  if (!dialog) return;
  const field = dialog.querySelector(".picture-field"), image = field.querySelector("img");
  const told = dialog.querySelector("output"), name = dialog.querySelector("[data-name]");
  const MOST = 12, STEP = 1.25, MOVE = 60;
  const fingers = new Map();
  let scale = 1, x = 0, y = 0, apart = 0;

  function show() {
    const reach = (size, whole) => Math.max(0, (size * scale - whole) / 2 + whole / 3);
    const within = (value, most) => Math.max(-most, Math.min(most, value));
    x = scale === 1 ? 0 : within(x, reach(image.clientWidth, field.clientWidth));
    y = scale === 1 ? 0 : within(y, reach(image.clientHeight, field.clientHeight));
    image.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    told.value = `${Math.round(scale * 100)} %`;
  }

  // `at` stays under the pointer: a place of the screen, the middle where none is given.
  function zoom(by, at) {
    const box = field.getBoundingClientRect();
    const px = at ? at.x - box.x - box.width / 2 : 0, py = at ? at.y - box.y - box.height / 2 : 0;
    const next = Math.max(1, Math.min(MOST, scale * by));
    x = px - (px - x) * (next / scale);
    y = py - (py - y) * (next / scale);
    scale = next;
    show();
  }

  function whole() { scale = 1; x = y = 0; show(); }
  function move(dx, dy) { x += dx; y += dy; show(); }

  const acts = { in: () => zoom(STEP), out: () => zoom(1 / STEP), whole, close: () => dialog.close() };
  const keys = {
    "+": acts.in, "=": acts.in, "-": acts.out, "−": acts.out, _: acts.out, 0: whole,
    ArrowLeft: () => move(MOVE, 0), ArrowRight: () => move(-MOVE, 0), ArrowUp: () => move(0, MOVE), ArrowDown: () => move(0, -MOVE),
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-zoom]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const small = link.querySelector("img");
    image.src = link.href;
    image.alt = name.textContent = small ? small.alt : link.dataset.zoom;
    dialog.showModal();
    whole();
    field.focus();
  });
  dialog.addEventListener("click", (event) => acts[event.target.closest("[data-act]")?.dataset.act]?.());
  dialog.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  field.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(event.deltaY < 0 ? STEP : 1 / STEP, event);
  }, { passive: false });
  field.addEventListener("dblclick", (event) => (scale > 1 ? whole() : zoom(3, event)));

  const gap = () => { const [a, b] = [...fingers.values()]; return Math.hypot(a.x - b.x, a.y - b.y); };
  field.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    field.focus();
    field.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.x, y: event.y });
    if (fingers.size === 2) apart = gap();
  });
  field.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    fingers.set(event.pointerId, { x: event.x, y: event.y });
    if (fingers.size === 1) return move(event.x - before.x, event.y - before.y);
    if (fingers.size !== 2) return;
    const [a, b] = [...fingers.values()], now = gap();
    if (apart && now) zoom(now / apart, { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
    apart = now;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    field.addEventListener(end, (event) => { fingers.delete(event.pointerId); apart = 0; });
  }
  image.draggable = false;
})();
