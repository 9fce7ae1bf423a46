import { readdirSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { serviceWorker } from "./tools/service-worker.ts";

const root = dirname(fileURLToPath(import.meta.url));

/** Finds the `island.ts` of every feature and names it after its folder: `src/police/look_up/island.ts` is `police-look_up`. */
function islands(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(resolve(root, "src"), { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name === "island.ts") {
      const name = relative(resolve(root, "src"), entry.parentPath).split(sep).join("-");
      found[name] = join(entry.parentPath, entry.name);
    }
  }
  return found;
}

export default defineConfig({
  root,
  base: "/assets/",
  appType: "custom",
  plugins: [serviceWorker(root)],
  css: { preprocessorOptions: { scss: { quietDeps: true, loadPaths: [resolve(root, "node_modules")] } } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // Files with a hash in their name get their own folder, because only they may be cached for ever.
    assetsDir: "hashed",
    assetsInlineLimit: 0,
    manifest: "manifest.json",
    modulePreload: false,
    target: "es2020",
    // The default minifier fails on a hack for old browsers in govuk-frontend.
    cssMinify: "esbuild",
    rollupOptions: {
      input: {
        main: resolve(root, "src/shared/main.ts"),
        style: resolve(root, "src/style/main.scss"),
        ...islands(),
      },
    },
  },
});
