// What htmx leaves to do: short addresses, a spoken result, a word when a request fails.
// The pages work without this file and without htmx.
"use strict";

// An empty or default field says nothing, so it stays out of the address. The event comes
// for plain submits and for htmx alike: both collect a form through FormData.
document.addEventListener("formdata", (event) => {
  if (event.target.method !== "get") return;
  for (const field of event.target.elements) {
    if (!field.name || !event.formData.has(field.name)) continue;
    const kept = event.formData.getAll(field.name).filter((value) => value && value !== field.dataset.default);
    event.formData.delete(field.name);
    for (const value of kept) event.formData.append(field.name, value);
  }
});

function within(element, selector) {
  return element.matches(selector) ? element : element.querySelector(selector);
}

document.addEventListener("htmx:beforeRequest", () => {
  document.querySelector(".note-failed")?.remove();
});

document.addEventListener("htmx:afterSettle", (event) => {
  const part = within(event.target, "[data-announce]");
  if (part) document.getElementById("live").textContent = part.dataset.announce;

  const wanted = event.detail.requestConfig?.elt?.dataset.focus;
  const focus = wanted && document.querySelector(wanted);
  if (focus) {
    focus.tabIndex = -1;
    focus.focus({ preventScroll: true });
  }
});

// Keep what is on the page and offer the request as a plain link.
function failed(event) {
  const note = document.getElementById("failed").content.cloneNode(true);
  note.querySelector("a").href = event.detail.pathInfo.finalRequestPath;
  document.getElementById("main").append(note);
  document.getElementById("live").textContent = document.querySelector(".note-failed p").textContent.trim();
}
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:timeout", failed);

// Copying by a button: offered only where the browser lets us.
function offerCopies() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
}
offerCopies();
document.addEventListener("htmx:afterSettle", offerCopies);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = document.querySelector(button.dataset.copy);
  navigator.clipboard.writeText(text.textContent).then(
    () => { document.getElementById("live").textContent = button.dataset.copied; },
    () => getSelection().selectAllChildren(text),
  );
});
