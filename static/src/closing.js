// The end of an appointment: copying and printing, which only the browser can do.

// <form data-copy-first="/address/of/a/text"><input type="hidden" name="copied">: the text is put on the clipboard before the
// form goes, while the click still allows it. The field tells the server, so that the next page can say whether it was done.
export function startCopyFirst() {
  for (const form of document.querySelectorAll("form[data-copy-first]")) {
    let sent = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (sent) return; // pressed twice
      sent = true;
      form.elements.copied.value = (await copyFrom(form.dataset.copyFirst)) ? "yes" : "no";
      form.submit();
    });
  }
}

async function copyFrom(address) {
  try {
    const answer = await fetch(address, { credentials: "same-origin", redirect: "error" });
    if (!answer.ok) return false;
    await navigator.clipboard.writeText(await answer.text());
    return true;
  } catch {
    return false; // signed out, no connection, or the browser keeps the clipboard to itself
  }
}

// <div class="app-print-only" data-print-page="/address/of/a/sheet" data-print-now>: printing this page prints that sheet.
// With data-print-now the printer is asked for at once. The line [data-print-state] says what happened.
export async function startPrintPage() {
  const place = document.querySelector("[data-print-page]");
  if (!place) return;
  try {
    const answer = await fetch(place.dataset.printPage, { credentials: "same-origin", redirect: "error" });
    if (!answer.ok) return;
    const sheet = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    place.append(...sheet.childNodes);
  } catch {
    return; // the link to the sheet stays
  }
  const now = "printNow" in place.dataset;
  tell(now ? "Leaflet: handed to the print window" : "Leaflet: ready on this page");
  if (now) {
    history.replaceState(null, "", location.href.replace(/pressed=1&?/, "")); // loading the page again does not print again
    window.print();
  }
}

function tell(words) {
  const line = document.querySelector("[data-print-state]");
  if (!line) return;
  line.classList.add("app-worklist__item--done");
  const what = line.querySelector(".app-worklist__what");
  what.firstChild.textContent = words;
  const again = document.createElement("button");
  again.type = "button";
  again.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small nhsuk-u-margin-bottom-0";
  again.textContent = "Print the leaflet";
  again.addEventListener("click", () => window.print());
  line.append(again);
}
