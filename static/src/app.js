// The script of every page. Pages work without it: it adds comfort, never a step that cannot be done otherwise.
import { initAll } from "nhsuk-frontend";
import { startAutosave } from "./autosave.js";
import { startCopyFirst, startPrintPage } from "./closing.js";
import { startAutosubmit, startCopy, startInsert, startPrint } from "./controls.js";
import { startKeys } from "./keys.js";
import { startProgress } from "./progress.js";

// The NHS page template does this in an inline script, which our Content-Security-Policy forbids.
document.body.classList.add("js-enabled", "nhsuk-frontend-supported");

initAll();
startAutosubmit();
startPrint();
startCopy();
startInsert();
startAutosave();
startProgress();
startCopyFirst();
startPrintPage();
startKeys();
