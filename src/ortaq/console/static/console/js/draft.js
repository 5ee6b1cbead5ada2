// Nothing is lost: a form with data-draft keeps what is typed on the node as one types. Never in this computer:
// several people use it. Each keeping names the version that it began from: where another page was later the node
// refuses (409), the page says so and keeps no more.
(() => {
  const WAIT = 800;
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const words = form.querySelector("[data-draft-words]");
    let timer = null, saved = "", sending = false, closed = false, version = form.dataset.version;

    const say = (key) => { if (words) words.textContent = words.dataset[key] || ""; };
    // Files are kept by upload.js, each on its own; they are no part of the draft's words.
    const apart = /^csrfmiddlewaretoken$|^(.+-)?(attach|file|file-shown)$/;
    const body = () => { const data = new FormData(form); [...data.keys()].filter((name) => apart.test(name)).forEach((name) => data.delete(name)); return new URLSearchParams(data).toString(); };

    async function save() {
      const text = body();
      if (closed || sending || text === saved) return;
      sending = true;
      try {
        const answer = await fetch(form.dataset.draft, {
          method: "POST", body: new URLSearchParams(`${text}&version=${version}`), keepalive: true,
          headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
        });
        if (answer.status === 409) { closed = true; return say("stale"); }
        if (answer.status === 422) { saved = text; return say("secret"); }
        if (!answer.ok) throw new Error(answer.status);
        version = (await answer.json()).version;
        saved = text;
        say("kept");
      } catch { say("failed"); timer = setTimeout(save, 5000); } finally { sending = false; }
    }

    saved = body();
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, WAIT); });
    form.addEventListener("submit", () => { if (!form.dataset.inPlace) { closed = true; clearTimeout(timer); } });
    addEventListener("pagehide", save);
    addEventListener("online", save);
  }
})();
