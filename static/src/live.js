// announcer returns a function that has screen readers say a text politely.
// The region is made once and kept empty: one that arrives with its text in it is often not read out.
export function announcer(parent) {
  const region = document.createElement("div");
  region.className = "nhsuk-u-visually-hidden";
  region.setAttribute("role", "status");
  region.setAttribute("aria-live", "polite");
  parent.append(region);
  return (text) => {
    region.textContent = text;
  };
}
