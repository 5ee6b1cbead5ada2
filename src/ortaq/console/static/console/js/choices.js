// Parts of a form that only one choice needs: data-shown-by="name=value" follows that field, data-hidden-by is its
// opposite; an addressee that is not ticked folds its lines away. With no script all of them simply stand open.
(() => {
  const chosen = (part, choice) => {
    const [name, value] = choice.split("=");
    return [...part.closest("form").querySelectorAll(`[name="${name}"]:checked`)].some((box) => box.value === value);
  };
  const fold = (row) => row.classList.toggle("left-out", !row.querySelector("input[data-addressee]").checked);

  function all() {
    for (const part of document.querySelectorAll("[data-shown-by]")) part.hidden = !chosen(part, part.dataset.shownBy);
    for (const part of document.querySelectorAll("[data-hidden-by]")) part.hidden = chosen(part, part.dataset.hiddenBy);
    document.querySelectorAll(".addressee").forEach((row) => { if (row.querySelector("input[data-addressee]")) fold(row); });
    for (const choice of document.querySelectorAll(".choice")) choice.classList.toggle("chosen", choice.querySelector("input").checked);
  }

  document.addEventListener("change", (event) => {
    all();
    const next = event.target.closest("[data-then]");
    if (next && event.target.matches(":checked")) document.querySelector(next.dataset.then)?.focus();
  });
  all();
})();
