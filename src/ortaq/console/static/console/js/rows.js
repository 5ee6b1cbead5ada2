// One more person, one more thing: the button named "more" adds an empty row on the spot. With no script the node adds it.
(() => {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=more]");
    const group = button?.closest("[data-rows]");
    if (!group) return;
    event.preventDefault();
    const rows = group.querySelectorAll("[data-one]"), count = rows.length, name = group.dataset.rows;
    const row = rows[count - 1].cloneNode(true), was = `${name}-${count - 1}-`, is = `${name}-${count}-`;
    row.querySelector("legend").textContent = `${row.dataset.title} ${count + 1}`;
    for (const part of row.querySelectorAll("[name], [id], [for], [aria-describedby]"))
      for (const attribute of ["name", "id", "for", "aria-describedby"])
        if (part.hasAttribute(attribute)) part.setAttribute(attribute, part.getAttribute(attribute).replace(was, is));
    for (const fault of row.querySelectorAll(".errorlist")) fault.remove();
    for (const field of row.querySelectorAll("input, select, textarea")) {
      field.removeAttribute("aria-invalid");
      if (field.type === "checkbox") field.checked = false; else field.value = "";
    }
    rows[count - 1].after(row);
    group.querySelector(`input[type=hidden][name="n-${name}"]`).value = count + 1;
    row.querySelector("input, select, textarea").focus();
  });
})();
