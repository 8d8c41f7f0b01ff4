// An answer that was asked for before somebody ticked or typed something more leaves that alone:
// the next one, which knows of it, takes its place.
"use strict";

{
  // Request → what its form held when it was sent; and that of the answer that is coming in.
  const sent = new WeakMap();
  let before = null;

  // Name → values of what `form` would send.
  const values = (form) => {
    const found = new Map();
    for (const [name, value] of new FormData(form)) found.set(name, [...(found.get(name) ?? []), value]);
    return found;
  };

  const isTouched = (part) => {
    const form = part.closest("form");
    if (!form || !before) return false;
    const now = values(form);
    const fields = [...part.querySelectorAll("input, select, textarea")].filter((field) => field.type !== "hidden");
    return fields.some(({ name }) => String(before.get(name) ?? "") !== String(now.get(name) ?? ""));
  };

  const keep = (event) => {
    if (isTouched(event.detail.target)) event.detail.shouldSwap = false;
  };

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt.closest("form");
    if (form) sent.set(event.detail.xhr, values(form));
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    before = sent.get(event.detail.xhr);
    keep(event);
  });
  // Its other parts follow at once.
  document.addEventListener("htmx:oobBeforeSwap", keep);
}
