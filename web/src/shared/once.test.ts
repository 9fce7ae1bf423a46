import assert from "node:assert/strict";
import { test } from "node:test";
import { keepOnce } from "./once";

function entry(state: unknown) {
  return {
    state,
    replaceState(next: unknown) {
      this.state = next;
    },
  };
}

test("a form that is shown for the first time leaves its value in the history, beside what is already there", () => {
  const here = entry({ scroll: 7 });
  const field = { value: "new" };
  keepOnce([field], here);
  assert.deepEqual(here.state, { scroll: 7, once: "new" });
  assert.equal(field.value, "new");
});

test("a form that people come back to has its old value", () => {
  for (const before of [{ once: "old" }, { once: "old", scroll: 7 }]) {
    const here = entry(before);
    const fields = [{ value: "new" }, { value: "newer" }];
    keepOnce(fields, here);
    assert.deepEqual(fields, [{ value: "old" }, { value: "old" }]);
    assert.deepEqual(here.state, before);
  }
});

test("a value that is not ours is not used", () => {
  for (const state of [null, undefined, 7, "old", {}, { once: "" }, { once: 7 }]) {
    const field = { value: "new" };
    keepOnce([field], entry(state));
    assert.equal(field.value, "new");
  }
});

test("a page without such a form leaves the history alone", () => {
  const here = entry({ scroll: 7 });
  keepOnce([], here);
  assert.deepEqual(here.state, { scroll: 7 });
});
