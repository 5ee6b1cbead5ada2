// A calendar of squares is one stop of the Tab key: the arrows walk from square to square, Home and End along the line.
(() => {
  for (const table of document.querySelectorAll("table[data-squares]")) {
    const lines = [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.querySelector("a.sq")));
    const squares = lines.flat().filter(Boolean);
    const place = (square) => {
      const line = lines.findIndex((one) => one.includes(square));
      return [line, lines[line].indexOf(square)];
    };
    const stop = (square) => { for (const one of squares) one.tabIndex = one === square ? 0 : -1; };

    function next(square, key) {
      const [line, column] = place(square);
      const row = lines[line].filter(Boolean), here = row.indexOf(square);
      if (key === "ArrowRight") return row[here + 1];
      if (key === "ArrowLeft") return row[here - 1];
      if (key === "Home") return row[0];
      if (key === "End") return row[row.length - 1];
      const step = key === "ArrowDown" ? 1 : -1;
      for (let other = line + step; lines[other]; other += step) {
        const found = lines[other].filter(Boolean);
        if (found.length) return found.reduce((best, one) => Math.abs(place(one)[1] - column) < Math.abs(place(best)[1] - column) ? one : best);
      }
      return null;
    }

    stop(squares[0]);
    table.addEventListener("focusin", (event) => { if (event.target.matches("a.sq")) stop(event.target); });
    table.addEventListener("keydown", (event) => {
      if (!event.target.matches("a.sq") || !["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
      const found = next(event.target, event.key);
      event.preventDefault();
      found?.focus();
    });
  }
})();
