import assert from "node:assert/strict";
import { before, test } from "node:test";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import reader from "zxing-wasm/reader/zxing_reader.wasm";
import cases from "../../../../fixtures/bar_codes.json";
import code128 from "../../../../fixtures/bar_codes/code_128.png";
import code39 from "../../../../fixtures/bar_codes/code_39.png";
import dataMatrix from "../../../../fixtures/bar_codes/data_matrix.png";
import several from "../../../../fixtures/bar_codes/several.png";
import { cleaned, onlyNumber, readingsOf, seemsToBe } from "./bar-code";

before(() => prepareZXingModule({ overrides: { wasmBinary: (reader as unknown as Uint8Array).slice().buffer } }));

/** What the codes of a picture say, as the page's own detector hands it over. */
async function codesOf(picture: Uint8Array): Promise<string[]> {
  const found = await readBarcodes(picture, { formats: ["Code128", "Code39", "DataMatrix", "QRCode"], textMode: "Plain" });
  return found.map(({ text }) => text);
}

test("the characters around a number in a bar code are cut off", () => {
  for (const { read, cleaned: expected } of cases) {
    assert.equal(cleaned(read), expected, JSON.stringify(read));
  }
});

test("we say what a code seems to be", () => {
  for (const [text, what] of [
    ["https://example.org/x", "a web address"],
    ["https://bikes.example.org/M/7KQ4M2X9TD", "a Framemark label"],
    ["HTTPS://BIKES.EXAMPLE.ORG/M/7KQ4M2X9TD", "a Framemark label"],
    ["1HGBH41JXMN109186", "a vehicle’s number (VIN)"],
    ["5012345678900", "a shop’s number for the product"],
    ["WTU123456K", "a frame number"],
    ["MADE IN TAIWAN", "some other text"],
  ] as const) {
    assert.equal(seemsToBe(text), what, text);
  }
});

test("stickers are read, and what is round their number is cut off", async () => {
  for (const [name, picture, read, number] of [
    ["Code 128", code128, "(S)WTU123456K", "WTU123456K"],
    ["Code 39", code39, "I1HGBH41JXMN109186", "1HGBH41JXMN109186"],
    ["Data Matrix", dataMatrix, "[)>\u001e06\u001d1P42-100\u001dSWTU123456K\u001e\u0004", "WTU123456K"],
  ] as const) {
    const codes = await codesOf(picture);
    assert.deepEqual(codes, [read], name);
    assert.equal(onlyNumber(readingsOf(codes)), number, name);
  }
});

test("several codes on a sticker are listed with what each seems to be, and none is filled in unasked", async () => {
  const readings = readingsOf(await codesOf(several));
  assert.equal(onlyNumber(readings), undefined);
  assert.deepEqual(readings[0], { text: "WTU123456K", seems: "a frame number" });
  assert.deepEqual(
    new Map(readings.map(({ text, seems }) => [text, seems])),
    new Map([
      ["WTU123456K", "a frame number"],
      ["5012345678900", "a shop’s number for the product"],
      ["https://bikes.example.org/M/7KQ4M2X9TD", "a Framemark label"],
    ]),
  );
});

test("a code that is not a frame number is asked about even when it is alone", () => {
  for (const [codes, number] of [
    [["WTU123456K", "*WTU123456K*"], "WTU123456K"],
    [["5012345678900"], undefined],
    [["MADE IN TAIWAN"], undefined],
    [["https://bikes.example.org/M/7KQ4M2X9TD"], undefined],
    [["*"], undefined],
  ] as const) {
    assert.equal(onlyNumber(readingsOf(codes)), number, codes.join(", "));
  }
});
