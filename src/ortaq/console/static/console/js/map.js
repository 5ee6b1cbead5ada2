// Puts the table's rows on the map. The table is the content and stays the way for keyboard and screen reader; the marks
// are for the eye and the pointer, so they take no focus of their own.
(() => {
  const place = document.getElementById("chart");
  if (!place || !window.L) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(place, {
    zoomControl: false, attributionControl: false, zoomSnap: 0.25, minZoom: 3, maxZoom: 11,
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still,
    maxBounds: [[36, 40], [60, 94]],
  });
  L.control.zoom({ zoomInTitle: place.dataset.zoomIn, zoomOutTitle: place.dataset.zoomOut }).addTo(map);
  L.control.attribution({ prefix: false }).addAttribution(place.dataset.credits).addTo(map);

  const marks = new Map();
  let chosen = null;

  function choose(row, mark) {
    chosen?.row.classList.remove("chosen");
    chosen?.mark.getElement()?.classList.remove("chosen");
    row.classList.add("chosen");
    mark.getElement()?.classList.add("chosen");
    chosen = { row, mark };
  }

  function text(tag, words) {
    const element = document.createElement(tag);
    element.textContent = words;
    return element;
  }

  function story(row) {
    const box = document.createElement("div");
    box.append(text("b", row.querySelector(".spot-name").textContent));
    for (const part of row.querySelectorAll(".spot-facts, .spot-position")) {
      const line = document.createElement("p");
      line.append(text("small", part.textContent));
      box.append(line);
    }
    for (const post of row.querySelectorAll(".posts li")) box.append(text("p", post.textContent));
    return box;
  }

  function put(row) {
    const { lat, lon, kind } = row.dataset;
    const shape = document.createElement("span");
    shape.className = `spot spot-${kind}`;
    shape.classList.toggle("derived", "derived" in row.dataset);
    shape.classList.toggle("own", "own" in row.dataset);
    const mark = L.marker([Number(lat), Number(lon)], {
      icon: L.divIcon({ className: "mark", html: shape, iconSize: [24, 24] }),
      keyboard: false, title: row.querySelector(".spot-name").textContent,
      zIndexOffset: "own" in row.dataset ? 1000 : 0,
    }).addTo(map);
    mark.bindPopup(() => story(row), { maxWidth: 280 });
    mark.on("popupopen", (event) => {
      choose(row, mark);
      event.popup.getElement().querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", place.dataset.close);
    });
    mark.on("click", () => row.scrollIntoView({ block: "nearest" }));
    marks.set(row.id, mark);
  }

  function show(id) {
    const mark = marks.get(id);
    place.scrollIntoView({ block: "nearest" });
    map.setView(mark.getLatLng(), Math.max(map.getZoom(), 7), { animate: !still });
    mark.openPopup();
    place.focus({ preventScroll: true });
  }

  const rows = [...document.querySelectorAll("tr[data-lat]")];
  map.setView([48.2, 66.9], 4);
  for (const row of rows) put(row);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-shows]");
    if (button) show(button.dataset.shows);
  });

  const ORDER = ["neighbour", "country", "oblast", "border"];
  const layer = (feature) => feature.properties.layer;
  function draw(outline) {
    const features = outline.features.sort((a, b) => ORDER.indexOf(layer(a)) - ORDER.indexOf(layer(b)));
    L.geoJSON({ type: "FeatureCollection", features }, {
      interactive: false, style: (feature) => ({ className: `area area-${layer(feature)}` }),
    }).addTo(map);
    const country = features.filter((feature) => layer(feature) === "country");
    if (country.length) map.fitBounds(L.geoJSON(country).getBounds(), { padding: [8, 8], animate: false });
    place.dataset.ready = "";
  }
  fetch(place.dataset.outline, { credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then(draw)
    .catch(() => {
      place.dataset.ready = "";
      document.querySelector(".chart-failed").hidden = false;
    });
})();
