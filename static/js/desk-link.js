// Rows are added in place. Without this file the same button sends the form and gets it
// back with more rows.
"use strict";

{
  const rows = document.getElementById("link-rows");
  const total = document.getElementById("id_rows-TOTAL_FORMS");
  const empty = document.getElementById("link-row");

  const add = () => {
    const number = Number(total.value);
    const copy = empty.content.cloneNode(true);
    for (const part of copy.querySelectorAll("*")) {
      for (const { name, value } of [...part.attributes]) {
        if (value.includes("__prefix__")) part.setAttribute(name, value.replaceAll("__prefix__", number));
      }
    }
    copy.querySelector(".link-number").textContent = number + 1;
    const row = copy.querySelector("fieldset");
    rows.append(copy);
    total.value = number + 1;
    row.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: "rows" } }));
    return row;
  };

  document.querySelector("button[name='_more']").addEventListener("click", (event) => {
    if (rows.children.length >= Number(document.getElementById("id_rows-MAX_NUM_FORMS").value)) return;
    event.preventDefault();
    add().querySelector(".select2-selection, select")?.focus();
  });

  // One document mostly says and knows all its statements in one way: the rows below that
  // have a statement and nothing else yet take it over.
  rows.addEventListener("change", (event) => {
    const name = event.target.name?.match(/-(stance|basis)$/)?.[1];
    if (!name) return;
    const all = [...rows.children];
    const below = all.slice(all.indexOf(event.target.closest("fieldset")) + 1);
    for (const row of below) {
      const [statement, select] = ["event", name].map((one) => row.querySelector(`select[name$="-${one}"]`));
      if (statement.value && !select.value) select.value = event.target.value;
    }
  });

  // The searches in the rows look in the story that is chosen; the page knows how.
  document.getElementById("link-story").addEventListener("change", (event) => {
    event.target.form.requestSubmit(document.querySelector("button[name='_find']"));
  });

  // Enter in the words to search for finds; elsewhere it saves.
  document.getElementById("link-q").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    event.target.form.requestSubmit(document.querySelector("button[name='_find']"));
  });
}
