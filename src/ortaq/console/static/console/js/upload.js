// Files go to the node as soon as they are chosen, one after another, and stand in the list when they are there.
// Without this script they go with the form itself.
// A node that is taking in enough others just now (503) is asked again.
(() => {
  const AGAIN = 2000;
  for (const panel of document.querySelectorAll("[data-uploads]")) {
    const form = panel.closest("form"), input = panel.querySelector("[data-files]");
    const list = panel.querySelector("[data-files-list]"), place = panel.querySelector("[data-files-progress]");
    const waiting = [];
    let going = false;

    function line(name) {
      const row = document.createElement("p"), words = document.createElement("span"), bar = document.createElement("progress");
      row.className = "sending";
      words.textContent = `${name}: ${panel.dataset.sending}`;
      bar.max = 1;
      row.append(words, bar);
      place.append(row);
      return {
        move: (part) => { bar.value = part; },
        done: (html) => { row.remove(); list.insertAdjacentHTML("beforeend", html); },
        fail: (why) => { bar.remove(); words.textContent = `▲ ${why}`; row.classList.add("late"); },
      };
    }

    function next() {
      const { file, shown } = waiting.shift() || {};
      going = Boolean(file);
      if (file) return send(file, shown);
      return form.dispatchEvent(new Event("files-settled"));
    }

    function send(file, shown) {
      const asked = new XMLHttpRequest(), data = new FormData();
      data.append("attach", file);
      asked.upload.addEventListener("progress", (event) => { if (event.lengthComputable) shown.move(event.loaded / event.total); });
      asked.addEventListener("load", () => {
        if (asked.status === 200) return shown.done(asked.responseText);
        if (asked.status === 503) return waiting.unshift({ file, shown });
        const said = (asked.getResponseHeader("Content-Type") || "").startsWith("text/plain") && asked.responseText;
        shown.fail(said || `${file.name}: ${panel.dataset.failed}`);
      });
      asked.addEventListener("error", () => shown.fail(`${file.name}: ${panel.dataset.failed}`));
      asked.addEventListener("loadend", () => (asked.status === 503 ? setTimeout(next, AGAIN) : next()));
      asked.open("POST", panel.dataset.uploads);
      asked.setRequestHeader("X-CSRFToken", form.querySelector("[name=csrfmiddlewaretoken]").value);
      asked.send(data);
    }

    const take = (files) => { place.querySelectorAll(".late").forEach((old) => old.remove()); [...files].forEach((file) => waiting.push({ file, shown: line(file.name) })); if (!going) next(); };
    input.addEventListener("change", () => { const chosen = [...input.files]; input.value = ""; take(chosen); });
    panel.addEventListener("dragover", (event) => event.preventDefault());
    panel.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });

    // What is still on its way goes with the message: the sending waits for it.
    form.addEventListener("submit", (event) => {
      if (!going) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      form.addEventListener("files-settled", function again() {
        form.removeEventListener("files-settled", again);
        if (!place.querySelector(".late")) form.requestSubmit();
      });
    }, true);
  }
})();
