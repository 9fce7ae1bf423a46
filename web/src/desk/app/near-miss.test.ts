import assert from "node:assert/strict";
import { test } from "node:test";
import { likelyMeant } from "./near-miss";

test("slips at common providers are found, as on the server", () => {
  // The same table is in crates/domain/src/account/contact/near_miss.rs.
  for (const [typed, meant] of [
    ["ada@gmial.com", "ada@gmail.com"],
    ["ada@gmail.con", "ada@gmail.com"],
    ["ada@gmail.co", "ada@gmail.com"],
    ["ada@gamil.com", "ada@gmail.com"],
    ["ada@gmai.com", "ada@gmail.com"],
    ["ada@gmaill.cm", "ada@gmail.com"],
    ["ada@hotmial.com", "ada@hotmail.com"],
    ["ada@hotmial.co.uk", "ada@hotmail.co.uk"],
    ["ada@hotmal.couk", "ada@hotmail.co.uk"],
    ["ada@yaho.co.uk", "ada@yahoo.co.uk"],
    ["ada@yahooo.com", "ada@yahoo.com"],
    ["ada@outlok.com", "ada@outlook.com"],
    ["ada@icloud.cmo", "ada@icloud.com"],
    ["ada@btinternet.con", "ada@btinternet.com"],
    ["A.da+x@Gmial.COM", "A.da+x@gmail.com"],
    ["ada@gmail.com", undefined],
    ["ada@googlemail.com", undefined],
    ["ada@hotmail.co.uk", undefined],
    ["ada@hotmail.fr", undefined],
    ["ada@yahoo.de", undefined],
    ["ada@mail.com", undefined],
    ["ada@ymail.com", undefined],
    ["ada@email.com", undefined],
    ["ada@ski.com", undefined],
    ["ada@line.com", undefined],
    ["ada@cam.ac.uk", undefined],
    ["ada@example.org", undefined],
    ["ada@gmail.example.org", undefined],
    ["ada", undefined],
    ["@gmial.com", undefined],
    ["", undefined],
  ] as const) {
    assert.equal(likelyMeant(typed), meant, typed);
  }
});
