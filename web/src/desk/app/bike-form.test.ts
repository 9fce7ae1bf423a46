import assert from "node:assert/strict";
import { test } from "node:test";
import { problems, type Words } from "./bike-form";

const whole: Words = {
  code: "7KQ4M-2X9TD",
  frame_number: "WTU316C2137N",
  frame_unread: "",
  make: "Trek",
  colour: "red",
  kind: "",
  name: "",
  email: "ada@example.org",
  phone: "",
  consent: "yes",
};

test("the fewest answers are enough, and each mistake is reported at its field", () => {
  assert.deepEqual(problems(whole), []);
  assert.deepEqual(problems({ ...whole, email: "", phone: "+44 7700 900123" }), []);
  assert.deepEqual(problems({ ...whole, frame_number: "", frame_unread: "none" }), []);
  for (const [change, field] of [
    [{ frame_number: "" }, "frame_number"],
    [{ frame_number: "--" }, "frame_number"],
    [{ make: "" }, "make"],
    [{ colour: "" }, "colour"],
    [{ email: "" }, "email"],
    [{ email: "ada@example" }, "email"],
    [{ email: "ada example@x.org" }, "email"],
    [{ phone: "call me" }, "phone"],
    [{ phone: "123" }, "phone"],
    [{ consent: "" }, "consent"],
  ] as const) {
    const found = problems({ ...whole, ...change });
    assert.deepEqual(found.map(([of]) => of), [field], JSON.stringify(change));
  }
});
