// Where typing begins. Where it begins at once has data-start: a form, a part of one, or a mark
// in one.
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
})();
