// A map without tiles on which people choose a point: the cross stays in the middle, and the map moves below it. The
// point goes into a text field, so the page also works without this script.

const WIDTH = 600;
const MOST = 40;

/** The edges of the picture, in degrees. */
export interface Edges {
  west: number;
  east: number;
  south: number;
  north: number;
}

/** Turns a place on the picture into text for the field. */
export function written(edges: Edges, height: number, x: number, y: number): string {
  const east = edges.west + (x / WIDTH) * (edges.east - edges.west);
  const north = edges.north - (y / height) * (edges.north - edges.south);
  return `${north.toFixed(5)}, ${east.toFixed(5)}`;
}

/** Turns coordinates into a place on the picture. Returns nothing if they are not coordinates, or are outside it. */
export function placed(edges: Edges, height: number, text: string): { x: number; y: number } | undefined {
  const [north, east] = text.split(",").map((part) => Number.parseFloat(part));
  if (north === undefined || east === undefined || Number.isNaN(north) || Number.isNaN(east)) {
    return undefined;
  }
  const x = ((east - edges.west) / (edges.east - edges.west)) * WIDTH;
  const y = ((edges.north - north) / (edges.north - edges.south)) * height;
  return x < 0 || x > WIDTH || y < 0 || y > height ? undefined : { x, y };
}

function start(box: HTMLElement): void {
  const svg = box.querySelector<SVGSVGElement>("svg");
  const pin = box.querySelector<SVGCircleElement>(".fm-pin-map__pin");
  const field = document.getElementById(box.dataset["pinMap"] ?? "") as HTMLInputElement | null;
  const said = box.querySelector<HTMLElement>("[data-pin-map-said]");
  if (svg === null || pin === null || field === null || said === null) {
    return;
  }
  const edge = (name: string): number => Number.parseFloat(box.dataset[name] ?? "");
  const edges = { west: edge("west"), east: edge("east"), south: edge("south"), north: edge("north") };
  const height = svg.viewBox.baseVal.height;
  let zoom = 1;
  let centre = { x: WIDTH / 2, y: height / 2 };

  const show = (): void => {
    const [wide, high] = [WIDTH / zoom, height / zoom];
    svg.setAttribute("viewBox", `${centre.x - wide / 2} ${centre.y - high / 2} ${wide} ${high}`);
    // Letters and dots keep their size on the screen, and the places only have names when there is room.
    svg.style.setProperty("--fm-zoom", String(zoom));
    svg.classList.toggle("fm-pin-map__picture--near", zoom >= 8);
    for (const dot of svg.querySelectorAll("circle")) {
      dot.setAttribute("r", String((dot === pin ? 9 : 4) / zoom));
    }
  };
  const move = (x: number, y: number): void => {
    centre = { x: Math.min(WIDTH, Math.max(0, x)), y: Math.min(height, Math.max(0, y)) };
    show();
  };
  const zoomBy = (by: number): void => {
    zoom = Math.min(MOST, Math.max(1, zoom * by));
    show();
  };
  const mark = (x: number, y: number): void => {
    pin.setAttribute("cx", String(x));
    pin.setAttribute("cy", String(y));
    pin.setAttribute("visibility", "visible");
  };
  const put = (): void => {
    field.value = written(edges, height, centre.x, centre.y);
    mark(centre.x, centre.y);
    said.textContent = `The pin is at ${field.value}.`;
  };

  const actions: Record<string, () => void> = { in: () => zoomBy(2), out: () => zoomBy(0.5), put };
  for (const button of box.querySelectorAll<HTMLElement>("[data-pin-map-do]")) {
    button.addEventListener("click", actions[button.dataset["pinMapDo"] ?? ""] ?? (() => {}));
  }
  svg.addEventListener("click", (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM()?.inverse());
    move(at.x, at.y);
    if (zoom < 8) {
      zoomBy(2);
    }
  });
  svg.addEventListener("keydown", (event) => {
    const step = 30 / zoom;
    const keys: Record<string, () => void> = {
      ArrowLeft: () => move(centre.x - step, centre.y),
      ArrowRight: () => move(centre.x + step, centre.y),
      ArrowUp: () => move(centre.x, centre.y - step),
      ArrowDown: () => move(centre.x, centre.y + step),
      "+": () => zoomBy(2),
      "=": () => zoomBy(2),
      "-": () => zoomBy(0.5),
      Enter: put,
    };
    const action = keys[event.key];
    if (action !== undefined) {
      event.preventDefault();
      action();
    }
  });
  const before = placed(edges, height, field.value);
  if (before !== undefined) {
    zoom = 16;
    mark(before.x, before.y);
    centre = before;
  }
  show();
}

/** Starts every map of the page on which people choose a point. */
export function pinMaps(scope: Document): void {
  // The map waits in a template, because its buttons do nothing without this script.
  for (const template of scope.querySelectorAll<HTMLTemplateElement>("template[data-pin-map-template]")) {
    template.replaceWith(template.content);
  }
  for (const box of scope.querySelectorAll<HTMLElement>("[data-pin-map]")) {
    start(box);
  }
}
