// One step without leaving the page: a form with data-in-place="#part" is posted as ever, and of the page that comes
// back only that part is shown. Where the part is missing (signed out, locked meanwhile) the page is loaded anew.
(() => {
  async function post(form, button) {
    const data = new URLSearchParams(new FormData(form));
    const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
    const answer = await fetch(address, { method: "POST", body: data });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(form.dataset.inPlace);
    if (!fresh) return location.reload();
    htmx.swap(document.querySelector(form.dataset.inPlace), fresh.outerHTML, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
    document.dispatchEvent(new CustomEvent("ortaq:part"));
    document.querySelector(`${form.dataset.inPlace} [data-next]`)?.focus();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.inPlace) return;
    event.preventDefault();
    if (form.dataset.sending !== undefined) return;
    form.dataset.sending = "";
    post(form, event.submitter).catch(() => form.submit()).finally(() => delete form.dataset.sending);
  });
})();
