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

// The slider moves the date field along, and only the field goes into the address.
document.addEventListener("input", (event) => {
  const slider = event.target;
  if (slider.id !== "day") return;
  const UNIX = 719163; // 1 January 1970 as the server counts days
  const day = new Date((slider.value - UNIX) * 24 * 60 * 60 * 1000);
  slider.form.elements.as_of.value = day.toISOString().slice(0, 10);
  slider.dataset.default = slider.value;
  slider.setAttribute("aria-valuetext", day.toLocaleDateString(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" }));
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

// Say what is new since this browser was here last. Only the browser keeps the days, the last
// one and the one before it, so that looking again on a day says the same. Nothing is said where
// the reader lets nothing be kept.
function visits() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function lastVisit(story) {
  const kept = visits();
  if (!kept) return "";
  const key = `visit:${story}`;
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const [day, before] = (kept.getItem(key) ?? "").split(" ");
  if (day === today) return before ?? "";
  kept.setItem(key, `${today} ${day ?? ""}`.trim());
  return day ?? "";
}

function sayVisit() {
  const place = document.getElementById("visit");
  const day = place && lastVisit(place.dataset.story);
  if (!day || !/^\d{4}-\d\d-\d\d$/.test(day)) return;
  const name = place.dataset.recorded >= day ? "changed" : "same";
  const words = place.querySelector("template").content.querySelector(`[data-is="${name}"]`).cloneNode(true);
  const time = words.querySelector("time");
  time.dateTime = day;
  time.textContent = new Date(day).toLocaleDateString(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" });
  for (const link of words.querySelectorAll("a")) link.href += day;
  place.append(words);
}
sayVisit();
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.querySelector("#visit")) sayVisit();
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
