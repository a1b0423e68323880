// <form data-keys="s answer-0 save, n answer-1 reason, j skip">: the key s chooses the element with the id answer-0 and goes on
// to the one with the id save; a key with one id alone presses it. The form can then be worked without the mouse.
//
// Keys are letters, so they rest while somebody types, and can be turned off (people who speak to their computer press keys
// without wanting to): [data-keys-switch] does that, in [data-keys-hint], which is shown only where the keys work.
const OFF = "stepdown-keys-off";

export function startKeys() {
  const form = document.querySelector("form[data-keys]");
  if (!form) return;
  const keys = new Map(form.dataset.keys.split(",").map((entry) => {
    const [key, target, then] = entry.trim().split(" ");
    return [key, { target, then }];
  }));
  const hint = document.querySelector("[data-keys-hint]");
  if (hint) offer(hint);
  let held = "";
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey && form.contains(event.target)) return form.requestSubmit();
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === "Escape" && form.contains(document.activeElement)) return document.activeElement.blur();
    if (event.key === "Enter" && saves(event.target)) {
      event.preventDefault();
      return form.requestSubmit();
    }
    const key = event.key.toLowerCase();
    if (!keys.has(key) || off() || typing(event.target)) return;
    event.preventDefault();
    held = key;
  });
  // On the way up, so that the letter is not typed into the box that it leads to.
  document.addEventListener("keyup", (event) => {
    if (event.key.toLowerCase() === held) press(keys.get(held));
    held = "";
  });
}

function press({ target, then }) {
  document.getElementById(target)?.click();
  if (then) document.getElementById(then)?.focus();
}

// In a list of reasons Enter does nothing by itself: here it saves, as on the button.
function saves(node) {
  return node instanceof HTMLSelectElement && Boolean(node.closest("form[data-keys]")) && node.value !== "";
}

function typing(node) {
  if (node instanceof HTMLInputElement) return !["radio", "checkbox", "button", "submit"].includes(node.type);
  return node instanceof HTMLTextAreaElement || node instanceof HTMLSelectElement;
}

function offer(hint) {
  hint.hidden = false;
  const button = hint.querySelector("[data-keys-switch]");
  const say = () => {
    button.textContent = off() ? "Turn the keys on" : "Turn the keys off";
  };
  say();
  button.addEventListener("click", () => {
    if (off()) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
    say();
  });
}

function off() {
  return localStorage.getItem(OFF) === "yes";
}
