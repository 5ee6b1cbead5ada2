// The route of a patrol on the map of the outline: numbered points joined by a line. The list beside it is the content.
// Where the map belongs to a form, a click adds a line to the list of points; the list stays what is sent.
(() => {
  const place = document.getElementById("route-chart");
  if (!place || !window.L) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(place, {
    zoomControl: false, attributionControl: false, minZoom: 3, maxZoom: 13,
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still,
  });
  L.control.zoom({ zoomInTitle: place.dataset.zoomIn, zoomOutTitle: place.dataset.zoomOut }).addTo(map);
  L.control.attribution({ prefix: false }).addAttribution(place.dataset.credits).addTo(map);
  map.setView([48.2, 66.9], 4);

  const typed = document.getElementById(place.dataset.draws || "");
  const line = L.polyline([], { className: "route-line", interactive: false }).addTo(map);
  const marks = L.layerGroup().addTo(map);
  const PLACE = /^(.*?)\s*;?\s*(-?\d{1,2}[.,]\d+)\s*[,; ]\s*(-?\d{1,3}[.,]\d+)\s*$/;

  function points() {
    if (!typed) {
      return [...document.querySelectorAll("[data-lat]")].map((row) => ({
        at: [Number(row.dataset.lat), Number(row.dataset.lon)], done: row.dataset.state === "done",
        name: row.querySelector(".point-name").textContent,
      }));
    }
    const found = typed.value.split("\n").map((text) => PLACE.exec(text.trim())).filter(Boolean);
    return found.map(([, name, lat, lon]) => ({ at: [Number(lat.replace(",", ".")), Number(lon.replace(",", "."))], name }));
  }

  function draw(fits) {
    const found = points();
    marks.clearLayers();
    line.setLatLngs(found.map((one) => one.at));
    found.forEach((one, n) => {
      const shape = document.createElement("span");
      shape.className = one.done ? "route-point done" : "route-point";
      shape.textContent = n + 1;
      L.marker(one.at, {
        icon: L.divIcon({ className: "mark", html: shape, iconSize: [26, 26] }), keyboard: false, title: one.name,
      }).addTo(marks);
    });
    if (fits && found.length) map.fitBounds(L.latLngBounds(found.map((one) => one.at)).pad(0.4), { maxZoom: 11, animate: false });
  }

  draw(true);
  typed?.addEventListener("input", () => draw(false));
  if (typed) {
    map.on("click", ({ latlng }) => {
      const lines = typed.value.split("\n").filter((text) => text.trim());
      lines.push(`${place.dataset.new} ${lines.length + 1}; ${latlng.lat.toFixed(4)}, ${latlng.lng.toFixed(4)}`);
      typed.value = lines.join("\n");
      draw(false);
    });
  }

  fetch(place.dataset.outline, { credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then((outline) => {
      L.geoJSON(outline, {
        interactive: false, style: (feature) => ({ className: `area area-${feature.properties.layer}` }),
      }).addTo(map).bringToBack();
      const home = place.dataset.home?.split(",").map(Number);
      if (points().length) return;
      if (home) map.setView(home, 9, { animate: false });
      else map.fitBounds([[40.5, 46.5], [55.5, 87.4]], { animate: false });
    })
    .catch(() => {})
    .finally(() => { place.dataset.ready = ""; });
})();
