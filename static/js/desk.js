// Unsaved changes are not lost by accident, and Ctrl+S (Cmd+S) saves.
//
// Every form with method="post" in the content of a page is watched. To leave one out, give
// it data-guard="off". A button that sends a form but drops what was typed into it has
// data-drops. Ctrl+S presses the button with data-save, else "Save and continue editing",
// else the first button of the form.
"use strict";

(() => {
  const WATCHED = "#content form[method=post]:not([data-guard=off], #login-form, #changelist-form)";
  const NOT_TYPED = /^csrfmiddlewaretoken$|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/;
  const before = new Map();
  let sent = null;

  // Name → values of what the form would send.
  function values(form) {
    const found = new Map();
    const add = (name, value) => {
      const text = value instanceof File ? value.name : String(value);
      if (!NOT_TYPED.test(name)) found.set(name, [...(found.get(name) ?? []), text]);
    };
    for (const [name, value] of new FormData(form)) add(name, value);
    // Two boxes side by side: what is chosen is selected only when the form is sent.
    for (const box of form.querySelectorAll("select.filtered[id$=_to]")) {
      found.delete(box.name);
      for (const option of box.options) add(box.name, option.value);
    }
    return new Map([...found].map(([name, all]) => [name, all.join("\n").replaceAll("\r\n", "\n")]));
  }

  // What a row added by "add another" holds before anything is typed into it.
  function ofEmptyRow(known, name) {
    return known.get(name.replace(/-\d+-/, "-__prefix__-")) ?? "";
  }

  // Values that came with the page but were never saved: sent back with errors, or put back
  // by the browser on the way back.
  function isUnsavedFromStart(form) {
    if (form.querySelector(".errornote, .errorlist")) return true;
    return [...form.elements].some((field) => /^(text|url|email|number|search|textarea)$/.test(field.type)
      && field.name && field.value !== field.defaultValue);
  }

  function watch() {
    for (const form of document.querySelectorAll(WATCHED)) {
      if (!before.has(form)) before.set(form, { values: values(form), unsaved: isUnsavedFromStart(form) });
    }
  }

  function isDirty(form) {
    const start = before.get(form);
    if (!start || !form.isConnected) return false;
    if (start.unsaved) return true;
    const now = values(form);
    return [...new Set([...start.values.keys(), ...now.keys()])].some((name) => {
      const then = start.values.get(name) ?? ofEmptyRow(start.values, name);
      // What a new row took over from the one before it, nobody has typed.
      if (now.has(name) && form.elements.namedItem(name)?.dataset?.carried === now.get(name)) return false;
      // A row that was taken away again holds nothing; a box that was cleared sends nothing.
      const missing = form.elements.namedItem(name) ? "" : ofEmptyRow(start.values, name);
      return (now.get(name) ?? missing) !== then;
    });
  }

  // A select with search shows a box of its own, which the label does not reach.
  function nameSearches() {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const box = select.nextElementSibling?.querySelector(".select2-selection");
      const label = select.labels?.[0];
      if (!box || !label) continue;
      label.id ||= `${select.id}-label`;
      const shown = box.querySelector(".select2-selection__rendered");
      shown?.setAttribute("aria-labelledby", label.id);
      box.setAttribute("aria-labelledby", shown?.id ? `${label.id} ${shown.id}` : label.id);
    }
  }
  // A picture that explains itself; the admin's script gives it a name but no role.
  function nameTips() {
    for (const tip of document.querySelectorAll("span.help-tooltip[aria-label]")) tip.setAttribute("role", "img");
  }
  window.addEventListener("load", () => setTimeout(nameTips));
  window.addEventListener("load", () => setTimeout(nameSearches));
  document.addEventListener("formset:added", () => setTimeout(nameSearches));

  // Widgets of the admin arrange themselves when the page has loaded.
  window.addEventListener("load", () => setTimeout(watch));
  document.addEventListener("htmx:afterSettle", watch);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (event.detail.successful && before.delete(form) && form.isConnected) watch();
  });

  // What the server would refuse is not sent, so that nothing typed is lost.
  function isTooMuch(form) {
    const note = document.getElementById("desk-too-much");
    if (!note) return false;
    const [mostFields, mostBytes] = note.dataset.limits.split(" ").map(Number);
    let fields = 0;
    let bytes = 0;
    for (const [name, value] of new FormData(form)) {
      if (value instanceof File) continue;
      fields += 1;
      bytes += form.enctype === "multipart/form-data"
        ? new Blob([name, value]).size + 200
        : new URLSearchParams([[name, value]]).toString().length + 1;
    }
    return fields > mostFields || bytes > mostBytes;
  }

  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post" || !isTooMuch(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const note = document.getElementById("desk-too-much");
    note.hidden = false;
    note.className = "errornote";
    note.focus();
  }, true);

  // On the window, so that a handler that keeps the form from being sent has had its say.
  window.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.submitter?.hasAttribute("data-drops")) return;
    sent = event.target;
    // The browser asks before it sends; if it stays here after all, watching goes on.
    setTimeout(() => { sent = null; }, 1000);
  });

  window.addEventListener("beforeunload", (event) => {
    if ([...before.keys()].some((form) => form !== sent && isDirty(form))) event.preventDefault();
  });

  const SAVES = ["[data-save]", "[name=_continue]", "[name=_save]", "[type=submit], button:not([type])"];

  function saveButton(form) {
    return SAVES.map((selector) => form.querySelector(selector)).find(Boolean);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const forms = [...document.querySelectorAll(WATCHED)];
    const form = forms.find((one) => one.contains(document.activeElement)) ?? (forms.length === 1 ? forms[0] : null);
    const button = form && saveButton(form);
    if (!button) return;
    // The browser would save the page as a file.
    event.preventDefault();
    form.requestSubmit(button);
  });

  document.addEventListener("DOMContentLoaded", () => {
    // The admin heads some columns of its inlines by nothing, which is no heading.
    for (const head of document.querySelectorAll(".tabular thead th:empty")) {
      head.replaceWith(Object.assign(document.createElement("td"), { className: head.className }));
    }
    for (const form of document.querySelectorAll(WATCHED)) {
      saveButton(form)?.setAttribute("aria-keyshortcuts", "Control+S Meta+S");
    }
  });
})();
