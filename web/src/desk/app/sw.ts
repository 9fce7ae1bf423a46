// Keeps the application on the phone: the shell, its scripts and styles, and the reader of QR codes. It never
// caches anything that somebody typed.
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

/** Filled in by the build (web/tools/service-worker.ts). */
declare const PRECACHE: PrecacheEntry[];

const worker = self as unknown as { skipWaiting(): Promise<void>; clients: { claim(): Promise<void> } };

precacheAndRoute(PRECACHE);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL("/desk/shell"), { allowlist: [/^\/desk\/?(\?.*)?$/] }));

self.addEventListener("install", () => void worker.skipWaiting());
self.addEventListener("activate", (event) => {
  (event as unknown as { waitUntil(work: Promise<unknown>): void }).waitUntil(worker.clients.claim());
});
