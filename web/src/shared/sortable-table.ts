// Lets users sort a table with `data-module="fm-sortable-table"` by each column whose heading has `aria-sort`.
// Without JavaScript, the table stays in the server's order.

export type Order = "ascending" | "descending";

/** Compares the values of two cells: as numbers if both are numbers, otherwise as text. */
export function compareCells(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (a.trim() !== "" && b.trim() !== "" && !Number.isNaN(x) && !Number.isNaN(y)) {
    return x - y;
  }
  return a.localeCompare(b, "en-GB", { numeric: true, sensitivity: "base" });
}

/** Returns the next order of a heading that is clicked: ascending first, then the opposite each time. */
export function nextOrder(now: string | null): Order {
  return now === "ascending" ? "descending" : "ascending";
}

/** Returns the old positions of the rows in their new order. Equal rows keep their order. */
export function sortedPositions(values: readonly string[], order: Order): number[] {
  const direction = order === "ascending" ? 1 : -1;
  return values
    .map((value, position) => ({ value, position }))
    .sort((a, b) => direction * compareCells(a.value, b.value) || a.position - b.position)
    .map(({ position }) => position);
}

/** Returns the value a cell is sorted by: its `data-sort-value`, or else its text. */
function cellValue(row: HTMLTableRowElement, column: number): string {
  const cell = row.cells[column];
  return cell?.dataset["sortValue"] ?? cell?.textContent?.trim() ?? "";
}

function sortBy(table: HTMLTableElement, column: number, order: Order): void {
  const body = table.tBodies[0];
  if (!body) return;
  const rows = [...body.rows];
  const positions = sortedPositions(
    rows.map((row) => cellValue(row, column)),
    order,
  );
  body.append(...positions.flatMap((position) => rows[position] ?? []));
}

function enhance(table: HTMLTableElement): void {
  const said = document.createElement("div");
  said.className = "govuk-visually-hidden";
  said.setAttribute("role", "status");
  table.after(said);

  const headings = [...(table.tHead?.rows[0]?.cells ?? [])];
  headings.forEach((heading, column) => {
    if (!heading.hasAttribute("aria-sort")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fm-sortable-table__button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const order = nextOrder(heading.getAttribute("aria-sort"));
      for (const other of headings) {
        if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
      }
      heading.setAttribute("aria-sort", order);
      sortBy(table, column, order);
      said.textContent = `Sorted by ${button.textContent?.trim()}, ${order}`;
    });
  });
}

/** Makes every table inside `scope` that asks for it sortable. */
export function sortableTables(scope: ParentNode): void {
  for (const table of scope.querySelectorAll<HTMLTableElement>('table[data-module="fm-sortable-table"]')) {
    enhance(table);
  }
}
