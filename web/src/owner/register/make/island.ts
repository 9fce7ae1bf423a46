// Suggests known makes as the owner types. The page works without it, and takes any name.

import { offered } from "../../../shared/offered";

async function enhance(input: HTMLInputElement): Promise<void> {
  const answer = await fetch("/register/makes.json");
  if (!answer.ok) return;
  const makes = (await answer.json()) as string[];
  const list = document.createElement("datalist");
  list.id = "makes";
  input.after(list);
  input.setAttribute("list", list.id);
  const refresh = (): void => {
    list.replaceChildren(
      ...offered(makes, input.value).map((make) => {
        const option = document.createElement("option");
        option.value = make;
        return option;
      }),
    );
  };
  input.addEventListener("input", refresh);
  refresh();
}

if (typeof document !== "undefined") {
  const input = document.querySelector<HTMLInputElement>("input#make");
  // Without the list, the field works as before.
  if (input) enhance(input).catch(() => undefined);
}
