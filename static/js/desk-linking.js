// Citing at the desk: an address that is not on file opens the form that adds it, what that
// form did is said beside the field, and a new row of citations starts where the last ended.
"use strict";

{
  const $ = django.jQuery;
  const NEW = "new:";

  $(document).on("select2:selecting", "select.admin-autocomplete", (event) => {
    const { id } = event.params.args.data;
    if (!String(id).startsWith(NEW)) return;
    event.preventDefault();
    $(event.target).select2("close");
    const link = document.getElementById(`add_${event.target.id}`);
    const plain = link.href;
    const address = new URL(plain);
    address.searchParams.set("url", id.slice(NEW.length));
    link.href = address;
    window.showRelatedObjectPopup(link);
    link.href = plain;
  });

  // No document relays itself, so the one that is cited in a row is not offered beside it.
  $.ajaxPrefilter((options) => {
    const open = document.querySelector(".select2-container--open")?.previousElementSibling;
    if (!open?.matches("select[name$='relays']")) return;
    const cited = open.form.elements.namedItem(open.name.replace(/relays$/, "source"));
    if (cited?.value) options.url += `${options.url.includes("?") ? "&" : "?"}without=${cited.value}`;
  });

  // Until the answer to what was typed is there, Enter would choose from the list before it.
  document.addEventListener(
    "input",
    (event) => {
      if (!event.target.matches(".select2-search__field")) return;
      for (const option of document.querySelectorAll(".select2-results__option--highlighted")) {
        option.classList.remove("select2-results__option--highlighted");
      }
    },
    true,
  );

  // Typing or pasting on a closed list opens it, and the search takes what comes.
  document.addEventListener("keydown", (event) => {
    const combo = event.target.closest(".select2-selection--single");
    if (!combo || combo.getAttribute("aria-expanded") === "true" || event.altKey) return;
    const isPaste = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "v";
    const isTyped = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey;
    if (!isPaste && !isTyped) return;
    const select = combo.closest(".select2-container").previousElementSibling;
    if (select.matches("select.admin-autocomplete")) $(select).select2("open");
  });

  function comboOf(select) {
    return select.parentElement.querySelector(".select2-selection");
  }

  function say(select, text) {
    const wrapper = select.closest(".related-widget-wrapper");
    let note = wrapper.querySelector(".desk-note");
    if (!note) {
      note = document.createElement("p");
      note.className = "desk-note";
      note.setAttribute("role", "status");
      wrapper.append(note);
    }
    note.textContent = text;
  }

  // The small window calls this when it is done.
  document.addEventListener("DOMContentLoaded", () => {
    const dismiss = window.dismissAddRelatedObjectPopup;
    if (!dismiss) return;
    window.dismissAddRelatedObjectPopup = (win, id, text) => {
      const select = document.getElementById(win.name.replace(/__\d+$/, ""));
      const note = win.document.getElementById("desk-note");
      const told = note ? note.textContent : "";
      dismiss(win, id, text);
      if (!select || !select.matches("select.admin-autocomplete")) return;
      say(select, told);
      const combo = comboOf(select);
      if (combo) combo.focus();
    };
  });

  // Many rows in a row are of one kind: the next starts as the one before.
  document.addEventListener("formset:added", (event) => {
    const row = event.target;
    if (event.detail.formsetName !== "citations") return;
    const rows = [...row.parentElement.querySelectorAll(".inline-related:not(.empty-form)")];
    const before = rows[rows.indexOf(row) - 1];
    for (const name of before ? ["stance", "basis"] : []) {
      const [from, to] = [before, row].map((one) => one.querySelector(`select[name$="-${name}"]`));
      if (!from || !to) continue;
      to.value = from.value;
      // So that the row does not count as typed in.
      to.dataset.carried = to.value;
    }
    comboOf(row.querySelector('select[name$="-source"]')).focus();
  });
}
