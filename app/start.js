// Loads the module and attaches each island; the page is complete without it.
import init, * as app from "./bundle.js";
await init({ module_or_path: new URL("./bundle_bg.wasm", import.meta.url) });
app.hydrate();
for (const island of document.querySelectorAll("leptos-island")) await app[island.dataset.component]?.(island);
