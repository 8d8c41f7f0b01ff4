// The review queue by keyboard: which citation is marked, what a key presses, where the focus
// goes once a row has been replaced. Every key presses a button or link that is on the page.
"use strict";

const OFF = "review-keys-off";
const decided = [];
const live = document.getElementById("review-live");
const failedNote = document.getElementById("review-failed");
const keysOff = document.getElementById(OFF);
keysOff.checked = localStorage.getItem(OFF) === "1";
keysOff.addEventListener("change", () => localStorage.setItem(OFF, keysOff.checked ? "1" : ""));

const rows = () => [...document.querySelectorAll(".review-row")];
// Before a row is marked, keys are meant for the first one that waits.
const current = () => {
  const marked = document.activeElement?.closest(".review-row");
  const isFree = document.activeElement === document.body;
  return marked ?? (isFree ? document.querySelector(".review-row[data-state=proposed]") : null);
};

function go(row) {
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = rows();
  const at = all.indexOf(document.activeElement?.closest(".review-row"));
  const next = at < 0 ? all[0] : all[at + step];
  if (next) go(next);
}

// The next citation that waits, else one before, else the way on, else the heading.
function goOn(row) {
  const all = rows();
  const at = all.indexOf(row);
  const waits = (one) => one.dataset.state === "proposed";
  const next = all.slice(at + 1).find(waits) || all.slice(0, at).reverse().find(waits);
  if (next) go(next);
  else (document.getElementById("review-more") || document.getElementById("to-review") || row).focus();
}

function openReason(row) {
  const details = row.querySelector("details");
  if (!details) return;
  details.open = true;
  details.querySelector("input[list]").focus();
}

function undo() {
  let button;
  while (decided.length && !button) {
    button = document.getElementById(decided.pop())?.querySelector("[name=_undo]");
  }
  button ||= current()?.querySelector("[name=_undo]");
  button ||= document.querySelector(".review-lately [name=_undo]");
  if (button) button.click();
  else live.textContent = live.dataset.none;
}

const actions = {
  j: () => move(1),
  k: () => move(-1),
  a: () => current()?.querySelector("[data-key=a]")?.click(),
  e: () => current()?.querySelector("[data-key=e]")?.click(),
  r: () => current() && openReason(current()),
  u: undo,
  "?": () => {
    const keys = document.getElementById("review-keys");
    keys.open = !keys.open;
  },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.matches(".review-reject input")) {
    event.target.closest("details").open = false;
    go(event.target.closest(".review-row"));
    return;
  }
  if (keysOff.checked || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const act = Object.hasOwn(actions, event.key) && actions[event.key];
  // A key held down moves on, but decides only once.
  if (!act || (event.repeat && !"jk".includes(event.key))) return;
  event.preventDefault();
  act();
});

// Opened by mouse, the reason is asked for at once too.
document.addEventListener("toggle", (event) => {
  if (event.target.matches(".review-acts details[open]")) event.target.querySelector("input[list]").focus();
}, true);

document.addEventListener("htmx:beforeRequest", () => {
  failedNote.hidden = true;
  live.textContent = "";
});

// An answer without the row, such as the login after the session has ended, replaces nothing.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, serverResponse } = event.detail;
  if (event.detail.shouldSwap && !serverResponse.includes(`id="${target.id}"`)) {
    event.detail.shouldSwap = false;
    failed();
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  const row = event.target.closest(".review-row");
  if (!row) return;
  // As text: a node that is replaced is not read out.
  const count = document.getElementById("review-count").textContent;
  if (row.dataset.announce) live.textContent = `${row.dataset.announce} ${count}`;
  if (row.dataset.state === "edit") {
    (row.querySelector(".errorlist ~ textarea, .errorlist ~ select, .errorlist ~ input") || row.querySelector("textarea")).focus();
  } else if ("problem" in row.dataset) {
    const reason = row.querySelector("details[open] input[list]");
    if (reason) reason.focus();
    else go(row);
  } else if (row.dataset.state === "proposed") {
    go(row);
  } else {
    decided.push(row.id);
    goOn(row);
  }
});

function failed() {
  failedNote.hidden = false;
  live.textContent = failedNote.textContent;
}
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:timeout", failed);

// Words that are typed and not saved hold the page back; saving them does not.
let leaving = false;
document.addEventListener("submit", (event) => {
  leaving = event.target.matches(".review-words, .review-reject");
});
const typed = (field) => field.type !== "hidden" && field.value !== field.defaultValue;
window.addEventListener("beforeunload", (event) => {
  const fields = [...document.querySelectorAll(".review-words textarea, .review-words input, .review-reject input")];
  if (!leaving && fields.some(typed)) event.preventDefault();
});

// After a plain form the address names the row, or the heading, where work goes on.
const asked = document.getElementById(location.hash.slice(1));
if (asked?.matches(".review-row")) go(asked);
