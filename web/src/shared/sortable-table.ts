// Tables marked `data-module="fm-sortable-table"` can be sorted by the columns whose heading has `aria-sort`.
// Without script the table stays in the order the server chose.

export type Order = "ascending" | "descending";

/** What a cell is compared by: its `data-sort-value`, or its text; numbers as numbers. */
export function compareCells(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (a.trim() !== "" && b.trim() !== "" && !Number.isNaN(x) && !Number.isNaN(y)) {
    return x - y;
  }
  return a.localeCompare(b, "en-GB", { numeric: true, sensitivity: "base" });
}

/** The order a heading takes when it is chosen: rising first, then the other way round. */
export function nextOrder(now: string | null): Order {
  return now === "ascending" ? "descending" : "ascending";
}

/** The positions of the rows in their new order. Rows that are equal keep the order they had. */
export function sortedPositions(values: readonly string[], order: Order): number[] {
  const direction = order === "ascending" ? 1 : -1;
  return values
    .map((value, position) => ({ value, position }))
    .sort((a, b) => direction * compareCells(a.value, b.value) || a.position - b.position)
    .map(({ position }) => position);
}

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

/** Makes every table under `scope` that asks for it sortable. */
export function sortableTables(scope: ParentNode): void {
  for (const table of scope.querySelectorAll<HTMLTableElement>('table[data-module="fm-sortable-table"]')) {
    enhance(table);
  }
}
