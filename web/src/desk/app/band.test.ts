import assert from "node:assert/strict";
import { test } from "node:test";
import { bandSays, type State } from "./band";

const fine: State = { status: "idle", refused: false, stage: "published", waiting: 0, others: [] };
const says = (change: Partial<State>): string => bandSays({ ...fine, ...change }, "Desk 1") ?? "";

test("a desk that may go on says nothing", () => {
  assert.equal(bandSays(fine, "Desk 1"), undefined);
  assert.equal(says({ status: "no-network", waiting: 3 }), "");
  assert.equal(says({ status: "server-down", waiting: 3 }), "");
  assert.equal(says({ stage: undefined }), "");
});

test("a desk that may not go on says why, and how many bikes are waiting", () => {
  assert.equal(says({ status: "signed-out", waiting: 2 }), "You are signed out. 2 bikes are waiting on this phone. Sign in to send them.");
  assert.equal(says({ status: "signed-out" }), "You are signed out. No bikes are waiting on this phone. Sign in again.");
  assert.match(says({ status: "not-allowed", waiting: 1 }), /not on this event’s rota.*1 bike is waiting/);
  assert.match(says({ status: "stuck", refused: true, waiting: 1 }), /not on this event’s rota/);
  assert.match(says({ stage: "cancelled", status: "signed-out", waiting: 4 }), /cancelled.*4 bikes are waiting/);
  assert.match(says({ stage: "closed", waiting: 0 }), /closed.*No bikes are waiting/);
});

test("two phones at one desk are told of each other", () => {
  assert.match(says({ others: [new Date(2026, 5, 20, 9, 58).getTime()] }), /Another phone is Desk 1 too.*9:58am/);
});
