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

test("a form that is shown first leaves its value in the history, beside what is there", () => {
  const here = entry({ scroll: 7 });
  const field = { value: "new" };
  keepOnce([field], here);
  assert.deepEqual(here.state, { scroll: 7, once: "new" });
  assert.equal(field.value, "new");
});

test("a form that is come back to has the value of before", () => {
  for (const before of [{ once: "old" }, { once: "old", scroll: 7 }]) {
    const here = entry(before);
    const fields = [{ value: "new" }, { value: "newer" }];
    keepOnce(fields, here);
    assert.deepEqual(fields, [{ value: "old" }, { value: "old" }]);
    assert.deepEqual(here.state, before);
  }
});

test("what is no value of ours is not taken for one", () => {
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
