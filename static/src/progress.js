// <div data-progress="/imports/12/events" data-progress-next="/imports/12">
//   <progress max="100"></progress>  <p data-progress-text>Reading the files</p>
// </div>
// follows a stream of server-sent events:
//   event: progress   data: {"done": 1200, "total": 6000, "text": "Reading medicines"}   (total 0 = not known)
//   event: done       data: {"next": "/imports/12"}                                      (next may be left out)
// and then goes to the next page. The browser connects again by itself when the line drops.
import { announcer } from "./live.js";

export function startProgress() {
  for (const box of document.querySelectorAll("[data-progress]")) {
    follow(box);
  }
}

function follow(box) {
  const bar = box.querySelector("progress");
  const text = box.querySelector("[data-progress-text]");
  const say = announcer(box);
  let said = "";

  const events = new EventSource(box.dataset.progress);
  events.addEventListener("progress", (event) => {
    const state = JSON.parse(event.data);
    show(bar, text, state);
    // Only a new stage or a further quarter is read out: a number each second would drown the page.
    const stage = `${state.text ?? ""} ${quarter(state)}`.trim();
    if (stage !== said) say((said = stage));
  });
  events.addEventListener("done", (event) => {
    events.close();
    const { next } = event.data ? JSON.parse(event.data) : {};
    go(next ?? box.dataset.progressNext);
  });
  events.addEventListener("error", () => {
    // CLOSED means the server refused; in any other state the browser is about to try again.
    if (events.readyState !== EventSource.CLOSED) return;
    const lost = "This page has lost touch with the server. The work goes on: reload the page to see how far it is.";
    if (text) text.textContent = lost;
    say(lost);
  });
}

function show(bar, text, { done, total, text: words }) {
  if (bar) {
    if (total > 0) {
      bar.max = total;
      bar.value = done;
    } else {
      bar.removeAttribute("value");
    }
  }
  if (text) {
    const count = total > 0 ? `${number(done)} of ${number(total)}` : done > 0 ? number(done) : "";
    text.textContent = [words, count].filter(Boolean).join(": ");
  }
}

function quarter({ done, total }) {
  return total > 0 ? `${Math.floor((4 * done) / total) * 25}%` : "";
}

function number(n) {
  return n.toLocaleString("en-GB");
}

// Only to a page of this site, whatever the stream says.
function go(next) {
  if (!next) return location.reload();
  const url = new URL(next, location.href);
  if (url.origin === location.origin) location.assign(url);
}
