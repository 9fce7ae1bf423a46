// Lets the desk carry on without a network.

/** Lets the browser keep the application, and asks it not to throw the queue away when space is short. */
export async function keepOffline(unsaved: () => boolean): Promise<void> {
  if (navigator.storage?.persist) await navigator.storage.persist().catch(() => false);
  if (!("serviceWorker" in navigator)) return;
  // When a new version takes over, load it, unless somebody has typed something that is not saved.
  const updated = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (updated && !unsaved()) location.reload();
  });
  await navigator.serviceWorker.register("/desk/sw.js", { scope: "/desk" });
  await navigator.serviceWorker.ready;
  document.body.dataset["offline"] = "ready";
}
