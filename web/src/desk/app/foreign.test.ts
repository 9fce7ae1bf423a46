import assert from "node:assert/strict";
import { test } from "node:test";
import { foreign } from "./foreign";

test("a QR code that is not a label is named by where it leads", () => {
  assert.match(foreign("https://www.example.org/menu?table=4"), /leads to www\.example\.org\. It is not a Framemark label\. A Framemark label has ten characters/);
  for (const other of ["WIFI:S:stall;T:WPA;;", "BR1234567", "https://", "tel:07700900123"]) {
    assert.match(foreign(other), /^This QR code is not a Framemark label\. A Framemark label has ten characters/);
  }
});
