// A server for one test, which can be killed and started again at the same address.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

export class Server {
  /** Starts a demo with its own data. */
  static async start() {
    const server = new Server();
    server.program = process.env["FRAMEMARK_BIN"];
    assert.ok(server.program, "FRAMEMARK_BIN is not set. Run the test with scripts/with-demo");
    server.data = mkdtempSync(join(tmpdir(), "framemark-desk."));
    server.port = await freePort();
    server.url = `http://127.0.0.1:${server.port}`;
    await server.up();
    return server;
  }

  async up() {
    const args = ["--data", this.data, "serve", "--demo", "--listen", `127.0.0.1:${this.port}`];
    this.process = spawn(this.program, args, {
      stdio: ["ignore", "ignore", "ignore"],
      // All phones of a test share one address.
      env: { ...process.env, FRAMEMARK_LIMITS: "100" },
    });
    const end = Date.now() + 60_000;
    for (;;) {
      const ready = await fetch(`${this.url}/readyz`).then((answer) => answer.ok, () => false);
      if (ready) return;
      assert.ok(Date.now() < end && this.process.exitCode === null, "the server did not start");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Kills the server without warning, like a power cut. */
  async kill() {
    const gone = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGKILL");
    await gone;
  }

  async stop() {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** Runs a command of the program and returns its output. */
  command(...args) {
    const run = spawnSync(this.program, ["--data", this.data, ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
    assert.equal(run.status, 0, run.stderr);
    return run.stdout;
  }

  /** Prints blank marks for the volunteers' organisation. Returns their codes and the file with the sheet. */
  labels(count, stock = "L7160") {
    const file = join(this.data, `labels-${stock}-${count}.pdf`);
    this.command("labels", "--count", String(count), "--org", "cycle-campaign", "--stock", stock, "--out", file);
    const text = spawnSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
    assert.equal(text.status, 0, "pdftotext (poppler-utils) reads the sheet");
    const codes = [...new Set(text.stdout.match(/\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b/g))];
    assert.equal(codes.length, count, "every label shows its code as text");
    return { codes, file };
  }

  /** Signs somebody in with a link from the command line. */
  async signIn(page, email) {
    const link = new URL(this.command("user", "sign-in-link", email).trim());
    await page.goto(this.url + link.pathname);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    // Each role arrives at its own start page.
    await page.waitForURL((url) => !url.pathname.startsWith("/sign-in/"));
  }
}

/** Renders the first page of a PDF as a PNG. */
export function firstPage(pdf, resolution) {
  const run = spawnSync("pdftoppm", ["-png", "-singlefile", "-r", String(resolution), pdf, pdf], { encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
  return readFileSync(`${pdf}.png`);
}
