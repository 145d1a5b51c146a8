export const byId = (id) => document.getElementById(id);

/** Makes an element; words are always text, never HTML. */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Writes words where they changed. */
export function setText(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

/** Fills a table. Rows are kept from one look to the next, so that a focused button stays where it is. */
export function fill(bodyId, rows, empty) {
  const body = byId(bodyId);
  const columns = body.parentElement.tHead.rows[0].cells;
  const shown = rows.length > 0 ? rows : [{ key: "nothing", cells: [empty] }];
  const known = new Map([...body.rows].map((row) => [row.dataset.key, row]));
  const keys = new Set(shown.map(({ key }) => key));
  for (const [key, row] of known) if (!keys.has(key)) row.remove();
  shown.forEach(({ key, cells, tones = {}, action }, index) => {
    let row = known.get(key);
    if (!row) {
      row = element("tr");
      row.dataset.key = key;
      for (const [at] of cells.entries()) {
        const cell = element("td", { className: columns[at].className });
        if (key === "nothing")
          Object.assign(cell, { colSpan: columns.length, className: "nothing" });
        row.append(cell);
      }
      if (action) row.append(element("td", {}, element("button", { type: "button" })));
    }
    for (const [at, words] of cells.entries()) {
      setText(row.cells[at], words);
      for (const tone of ["good", "bad", "unsure"])
        row.cells[at].classList.toggle(tone, tones[at] === tone);
    }
    if (action) {
      const button = row.cells[cells.length].firstElementChild;
      setText(button, action.words);
      button.setAttribute("aria-label", action.label);
      button.onclick = action.run;
    }
    if (body.rows[index] !== row) body.insertBefore(row, body.rows[index] ?? null);
  });
}
