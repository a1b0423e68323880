// Small helps on single controls, each asked for by a data attribute.
// A button that needs this script is written with `hidden`, and shown here.
import { announcer } from "./live.js";

// <form data-autosubmit>: choosing in a select or radio sends the (GET) filter form; its button is then not needed.
// A select acts when the choice is made, not on each arrow key, which would throw keyboard users off the page.
export function startAutosubmit() {
  for (const form of document.querySelectorAll("form[data-autosubmit]")) {
    for (const select of form.querySelectorAll("select")) {
      submitWhenChosen(form, select);
    }
    for (const radio of form.querySelectorAll("input[type=radio]")) {
      radio.addEventListener("click", (event) => {
        // Arrow keys also "click" a radio, at no place on the screen.
        if (event.screenX || event.screenY) form.requestSubmit();
      });
    }
  }
}

function submitWhenChosen(form, select) {
  let byKey = false;
  const start = select.value;
  select.addEventListener("keydown", (event) => {
    byKey = event.key !== "Enter";
    if (event.key === "Enter" && select.value !== start) form.requestSubmit();
  });
  select.addEventListener("pointerdown", () => {
    byKey = false;
  });
  select.addEventListener("change", () => {
    if (!byKey) form.requestSubmit();
  });
}

// <button type="button" data-print hidden>
export function startPrint() {
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

// <button type="button" data-insert="#id-of-the-box" data-words="…" hidden>: adds words that are said often to what is written.
export function startInsert() {
  for (const button of document.querySelectorAll("button[data-insert]")) {
    const box = document.querySelector(button.dataset.insert);
    if (!box) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      if (box.value.includes(button.dataset.words)) return;
      box.value = [box.value.trim(), button.dataset.words].filter(Boolean).join(" ");
      box.dispatchEvent(new Event("input", { bubbles: true })); // the draft is saved as if it had been typed
      box.focus();
    });
  }
}

// <button type="button" data-copy="#id-of-the-text" hidden>
export function startCopy() {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const source = document.querySelector(button.dataset.copy);
    if (!source) continue;
    const label = button.textContent;
    const say = announcer(button.parentElement);
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = "value" in source ? source.value : source.innerText;
      const done = await copy(text.trim());
      button.textContent = done ? "Copied" : "Press Ctrl+C to copy";
      say(button.textContent);
      if (!done) selectAll(source);
      setTimeout(() => {
        button.textContent = label;
      }, 4000);
    });
  }
}

// The clipboard is only given to https and loopback pages; a practice's plain http address has to do with the selection.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function selectAll(node) {
  if (node.select) {
    node.focus();
    node.select();
  } else {
    window.getSelection().selectAllChildren(node);
  }
}
