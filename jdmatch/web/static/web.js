// What every page's script does: dates and counts in the reader's own way, files dropped onto a field, words for a
// screen reader when something was done. Pages work without it, but for the draft's editor.
"use strict";

function inReadersWay(root) {
  const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  const count = new Intl.NumberFormat();
  for (const at of root.querySelectorAll("time[datetime]")) at.textContent = day.format(new Date(at.dateTime));
  for (const of of root.querySelectorAll("data.count-of")) of.textContent = count.format(Number(of.value));
}

function tell(words) {
  const place = document.getElementById("told");
  place.textContent = words;
  clearTimeout(tell.later);
  tell.later = setTimeout(() => { place.textContent = ""; }, 6000);
}

function takeDrops(root) {
  for (const place of root.querySelectorAll(".drop")) {
    const field = place.querySelector("input[type=file]");
    if (!field || place.dataset.ready) continue;
    place.dataset.ready = "yes";
    const over = (is) => (event) => { event.preventDefault(); place.classList.toggle("over", is); };
    place.addEventListener("dragover", over(true));
    place.addEventListener("dragleave", over(false));
    place.addEventListener("drop", (event) => {
      over(false)(event);
      if (!event.dataTransfer.files.length) return;
      field.files = event.dataTransfer.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

function ready(root) {
  inReadersWay(root);
  takeDrops(root);
}

document.addEventListener("DOMContentLoaded", () => ready(document));
document.addEventListener("htmx:afterSwap", (event) => ready(event.target));
document.addEventListener("htmx:afterRequest", (event) => {
  const told = event.detail.xhr && event.detail.xhr.getResponseHeader("x-jdmatch-told");
  if (told) tell(told);
});
document.addEventListener("htmx:sendError", () => tell("The server does not answer. What you see is kept; try again."));

// Filtering a list of choices, and saying how many are chosen.
document.addEventListener("input", (event) => {
  const list = event.target.dataset && event.target.dataset.filters;
  if (!list) return;
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const one of document.getElementById(list).children) {
    const text = one.textContent.toLowerCase();
    const box = one.querySelector("input");
    one.hidden = !words.every((word) => text.includes(word)) && !(box && box.checked);
  }
});
document.addEventListener("change", (event) => {
  const place = event.target.closest(".choose");
  if (!place) return;
  const chosen = place.querySelectorAll("input[type=checkbox]:checked").length;
  const told = place.querySelector(".chosen");
  told.textContent = chosen ? `${chosen} chosen` : told.dataset.none;
});
// A form that takes a while says so, and is not sent twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.busy || event.defaultPrevented) return;
  for (const told of form.querySelectorAll(".busy")) told.hidden = false;
  for (const button of form.querySelectorAll("button[type=submit]")) setTimeout(() => { button.disabled = true; });
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-busy]")) {
    for (const told of form.querySelectorAll(".busy")) told.hidden = true;
    for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = false;
  }
});

// A threshold's figure follows its slider, "partly" never lies above "covered", and exports take both along.
document.addEventListener("input", (event) => {
  const form = event.target.closest && event.target.closest(".thresholds");
  if (!form) return;
  const { covered, partial } = form.elements;
  if (Number(partial.value) > Number(covered.value)) {
    if (event.target === covered) partial.value = covered.value; else covered.value = partial.value;
  }
  for (const field of [covered, partial]) {
    form.querySelector(`output[for=${field.id}]`).textContent = `${Math.round(field.value * 100)} %`;
  }
  const query = new URLSearchParams(new FormData(form));
  for (const link of document.querySelectorAll("a[data-keeps-query]")) link.href = `${link.pathname}?${query}`;
});
// A menu closes with Escape, and when something else is clicked.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(".menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
