// What fields that are checked while somebody types send, and rows that are added later.
// Without this file they are checked when the form is sent.
"use strict";

// The document that a quote is from: the one chosen in the same row.
function sourceBeside(field) {
  const name = field.name.replace(/quote$/, "source");
  return field.form.elements[name]?.value ?? "";
}

document.addEventListener("htmx:configRequest", (event) => {
  const field = event.detail.elt;
  if (!field.dataset.typed) return;
  // htmx would send the whole form.
  event.detail.parameters = { typed: field.value };
  if (field.dataset.typed === "quote") event.detail.parameters.source = sourceBeside(field);
  event.detail.headers["X-CSRFToken"] = field.form.elements.csrfmiddlewaretoken.value;
});

document.addEventListener("formset:added", (event) => window.htmx.process(event.target));

// The search of the admin tells of what was chosen through jQuery alone.
window.addEventListener("load", () => {
  window.django?.jQuery(document).on("change", "select[name$='source']", (event) => {
    const quote = event.target.form?.elements[event.target.name.replace(/source$/, "quote")];
    if (quote?.value) window.htmx.trigger(quote, "check");
  });
});
