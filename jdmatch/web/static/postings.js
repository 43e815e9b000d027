// The library's list: ticking rows, and which buttons can be used for how many. And on the upload page: what was picked.
"use strict";

function boxes(form) {
  return [...form.querySelectorAll("input[name=posting]")];
}

function ticked() {
  const form = document.getElementById("chosen");
  if (!form) return;
  const all = boxes(form);
  const n = all.filter((box) => box.checked).length;
  const everything = form.elements.scope.value === "all";
  form.querySelector("output.ticked").textContent = n ? `(${n})` : "";
  const whole = document.getElementById("tick-all");
  whole.hidden = false;
  whole.checked = n > 0 && n === all.length;
  whole.indeterminate = n > 0 && n < all.length;
  for (const button of form.querySelectorAll("button[formaction]")) {
    const { least, most } = button.dataset;
    button.disabled = least ? everything || n < Number(least) || n > Number(most) : !everything && n === 0;
  }
  for (const told of form.querySelectorAll(".ticked-or-all")) {
    told.textContent = everything ? "all that match" : n === 1 ? "the one that is ticked" : `the ${n} that are ticked`;
  }
}

function picked(field) {
  const told = field.closest(".drop").querySelector(".picked");
  if (!told) return;
  const megabytes = [...field.files].reduce((sum, file) => sum + file.size, 0) / 1e6;
  const { most, megabytes: room } = field.dataset;
  const over = field.files.length > Number(most) ? `at most ${most} files` : megabytes > Number(room) ? `at most ${room} MB` : "";
  const size = megabytes.toLocaleString(undefined, { maximumFractionDigits: 1 });
  const count = field.files.length;
  told.textContent = count ? `${count} file${count === 1 ? "" : "s"}, ${size} MB${over ? `: ${over} are taken at once. Choose fewer.` : ""}` : "";
  told.classList.toggle("bad", Boolean(over));
  field.setCustomValidity(over ? `There are ${over} taken at once.` : "");
}

document.addEventListener("change", (event) => {
  const at = event.target;
  if (at.id === "tick-all") for (const box of boxes(at.form)) box.checked = at.checked;
  if (at.name === "posting" || at.id === "tick-all") at.form.elements.scope.value = "ticked";
  if (at.form && at.form.id === "chosen") ticked();
  if (at.type === "file") picked(at);
});
// Enter in the tag's field puts the tag on; nowhere else does it send the form.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.id !== "tag") return;
  event.preventDefault();
  event.target.closest("details").querySelector("button.main").click();
});
function start() {
  const narrow = document.querySelector("details.narrow");
  if (narrow && matchMedia("(max-width: 62rem)").matches) narrow.open = false;
  ticked();
}
document.addEventListener("DOMContentLoaded", start);
document.addEventListener("htmx:afterSettle", ticked);
document.addEventListener("htmx:historyRestore", start);
window.addEventListener("pageshow", ticked);
