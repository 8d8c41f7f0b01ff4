// Where typing begins, and that it goes on: an answer of the server replaces no field in
// which something was typed since it was asked for.
//
// Where typing begins at once has data-start: a form, a part of one, or a mark in one.
"use strict";

(() => {
  const FIELDS = "input:not([type=hidden], [type=submit], [type=button]), select, textarea";

  // What is focused for a field: a select with search shows a box of its own.
  function place(field) {
    const box = field.matches("select") && field.parentElement.querySelector(".select2-selection");
    return box || field;
  }

  const isThere = (field) => !field.disabled && !field.readOnly && Boolean(place(field).offsetParent);

  function first(root, selector, suits = () => true) {
    const fields = [...root.querySelectorAll(selector)].flatMap((one) => (
      one.matches(FIELDS) ? [one] : [...one.querySelectorAll(FIELDS)]
    ));
    return fields.find((field) => isThere(field) && suits(field));
  }

  const isNeeded = (field) => field.required || field.labels?.[0]?.matches(".required");

  // The first field to mend; else the first one to fill in that must be; else the first one.
  function begin() {
    if (document.activeElement && document.activeElement !== document.body) return;
    const content = document.getElementById("content");
    if (!content) return;
    const mark = content.querySelector("[data-start]");
    const part = mark?.querySelector(FIELDS) ? mark : mark?.closest("form");
    const field = first(content, "form[method=post] .errors")
      || (part && (first(part, FIELDS, (one) => !one.value && isNeeded(one))
        || first(part, FIELDS, (one) => !one.value) || first(part, FIELDS)));
    if (field) place(field).focus();
  }
  // Widgets of the admin arrange themselves when the page has loaded.
  window.addEventListener("load", () => setTimeout(begin));

  // Of each request, what the fields held when it was sent.
  const asked = new WeakMap();
  const held = (form) => new Map([...form.querySelectorAll(FIELDS)].map((field) => [field, state(field)]));
  const state = (field) => (/^(checkbox|radio)$/.test(field.type) ? field.checked
    : [...(field.selectedOptions ?? [field])].map((one) => one.value).join("\n"));

  document.addEventListener("htmx:beforeSend", (event) => {
    const form = event.detail.elt.closest("form");
    if (form) asked.set(event.detail.xhr, held(form));
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const before = asked.get(event.detail.xhr);
    if (!before) return;
    const source = event.detail.requestConfig.elt;
    const others = (source.getAttribute("hx-select-oob") ?? "").split(",").filter(Boolean);
    const parts = [event.detail.target, ...others.map((id) => document.querySelector(id))];
    const isTyped = [...before].some(([field, then]) => (
      state(field) !== then && field.type !== "hidden" && parts.some((part) => part?.contains(field))
    ));
    if (isTyped) event.detail.shouldSwap = false;
  });
})();
