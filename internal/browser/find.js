// Finding things on a page as a person does: by the words on them. Each function ends with {problem: "…"} in words
// fit for a test's report. Injected by the harness for each call; nothing of it stays on the page.
const norm = (text) => (text ?? "").replace(/\s+/g, " ").trim();

const shown = (node) => node.getClientRects().length > 0 && getComputedStyle(node).visibility !== "hidden";

const words = (node) =>
  norm(node.getAttribute("aria-label") || (node.matches("input") ? node.value : node.innerText));

const root = (scope) => document.querySelector(scope);

// The exact words win over words that are only part of a longer text.
function pick(nodes, text, kind) {
  const exact = nodes.filter((node) => words(node) === text);
  const found = exact.length ? exact : nodes.filter((node) => words(node).includes(text));
  if (found.length === 0) {
    const there = nodes.slice(0, 30).map((node) => `“${words(node).slice(0, 60)}”`);
    return { problem: `no ${kind} says “${text}” on “${document.title}” (${location.pathname}); there are: ${there.join(", ")}` };
  }
  const goals = new Set(found.map((node) => node.href || node));
  if (goals.size > 1) {
    return { problem: `${found.length} ${kind}s say “${text}” on “${document.title}” (${location.pathname}): say more, or look In a part of the page` };
  }
  return { node: found[0] };
}

const CLICKABLE = "a[href],button,summary,label,input[type=submit],input[type=button],[role=button],[role=tab]";

function clickable(scope, text) {
  const within = root(scope);
  if (!within) return { problem: `the page has no ${scope}` };
  return pick([...within.querySelectorAll(CLICKABLE)].filter(shown), text, "link, button or label");
}

// A control by its label, or by its legend and label with “legend > label”.
function control(scope, text) {
  let within = root(scope);
  if (!within) return { problem: `the page has no ${scope}` };
  const parts = text.split(" > ");
  if (parts.length > 1) {
    const legends = [...within.querySelectorAll("legend")].filter(shown);
    const legend = pick(legends, parts[0], "legend");
    if (legend.problem) return legend;
    within = legend.node.closest("fieldset");
    text = parts.slice(1).join(" > ");
  }
  const labels = [...within.querySelectorAll("label")].filter((label) => shown(label) && label.control);
  const named = [...within.querySelectorAll("[aria-label]")].filter((node) => node.matches("input,select,textarea"));
  const found = pick([...labels, ...named], text, "label");
  if (found.problem) return found;
  return { node: found.node.control ?? found.node };
}

// Where to click so that the click lands on the node; a disabled or covered node is told.
function spot(found) {
  if (found.problem) return found;
  const node = found.node;
  if (node.disabled) return { problem: `“${words(node)}” is disabled` };
  node.scrollIntoView({ block: "center", behavior: "instant" });
  // A link broken over two lines has a hole in the middle of its outline.
  const box = node.getClientRects()[0];
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  const top = document.elementFromPoint(x, y);
  if (!top || !(node.contains(top) || top.contains(node) || node.control === top)) {
    return { problem: `“${words(node)}” is covered by <${top?.tagName.toLowerCase()} class="${top?.className}">` };
  }
  return { x, y };
}

// Makes a field ready for typing over what it holds.
function ready(found) {
  if (found.problem) return found;
  const node = found.node;
  if (node.disabled || node.readOnly) return { problem: "the field cannot be changed" };
  node.focus();
  if (document.activeElement !== node) return { problem: "the field cannot be focused" };
  if (node.select) node.select();
  return {};
}

function choose(found, text) {
  if (found.problem) return found;
  const select = found.node;
  if (!select.matches("select")) return { problem: "the field is not a list" };
  const options = [...select.options];
  const option = options.find((o) => norm(o.text) === text) ?? options.find((o) => norm(o.text).includes(text));
  if (!option) return { problem: `the list has no “${text}”; it has: ${options.map((o) => norm(o.text)).join(", ")}` };
  select.value = option.value;
  select.dispatchEvent(new Event("input", { bubbles: true }));
  select.dispatchEvent(new Event("change", { bubbles: true }));
  return {};
}

function value(found) {
  if (found.problem) return found;
  const node = found.node;
  if (node.matches("[type=checkbox],[type=radio]")) return { text: String(node.checked) };
  if (node.matches("select")) return { text: norm(node.selectedOptions[0]?.text) };
  return { text: node.value };
}

function text(scope) {
  const node = root(scope);
  return node ? { text: norm(node.innerText) } : { problem: `“${document.title}” (${location.pathname}) has no ${scope}` };
}
