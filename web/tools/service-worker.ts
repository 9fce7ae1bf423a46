import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { Plugin } from "vite";

interface Entry {
  url: string;
  revision: string | null;
}

const digest = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, 16);
};

type Bundle = Parameters<Extract<NonNullable<Plugin["writeBundle"]>, (...args: never[]) => unknown>>[1];

/** Lists everything the desk loads, at once or later: its scripts, what they import, and their styles and files. */
function filesOf(bundle: Bundle): string[] {
  const files = new Set<string>();
  const visit = (file: string): void => {
    const chunk = bundle[file];
    if (!chunk || files.has(file)) return;
    files.add(file);
    if (chunk.type !== "chunk") return;
    for (const next of [...chunk.imports, ...chunk.dynamicImports]) visit(next);
    const brought = (chunk as { viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> } }).viteMetadata;
    for (const next of [...(brought?.importedCss ?? []), ...(brought?.importedAssets ?? [])]) visit(next);
  };
  for (const chunk of Object.values(bundle)) {
    if (chunk.type === "chunk" && chunk.isEntry && chunk.name === "desk-app") visit(chunk.fileName);
    // Every page loads the main style.
    if (chunk.type === "asset" && /^hashed\/style-.*\.css$/.test(chunk.fileName)) visit(chunk.fileName);
  }
  return [...files].sort();
}

/** Builds `sw.js`, the desk's service worker, with the list of files that it caches. */
export function serviceWorker(root: string): Plugin {
  return {
    name: "framemark-service-worker",
    apply: "build",
    async writeBundle(options, bundle) {
      const files = filesOf(bundle);
      if (!files.some((file) => file.endsWith(".wasm"))) throw new Error("The desk's files lack the QR reader");
      const entries: Entry[] = files.map((file) => ({ url: `/assets/${file}`, revision: null }));
      for (const file of ["favicon.svg", "desk.webmanifest", "desk-icon-192.png"]) {
        entries.push({ url: `/assets/${file}`, revision: digest(readFileSync(join(root, "public", file))) });
      }
      // The server fills the names of these files into the shell's template.
      const shell = readFileSync(join(root, "src/desk/shell.html"));
      entries.push({ url: "/desk/shell", revision: digest(shell, JSON.stringify(entries)) });
      await build({
        entryPoints: [join(root, "src/desk/app/sw.ts")],
        outfile: join(options.dir ?? join(root, "dist"), "sw.js"),
        bundle: true,
        minify: true,
        format: "iife",
        target: "es2020",
        define: { PRECACHE: JSON.stringify(entries), "process.env.NODE_ENV": '"production"' },
        logLevel: "warning",
      });
    },
  };
}
