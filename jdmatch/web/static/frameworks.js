// Importing: tick all frameworks of a file, or none.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const one of document.querySelectorAll("[data-needs-script]")) one.hidden = false;
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-tick]");
  if (!button) return;
  for (const box of document.querySelectorAll(".planned input[type=checkbox]")) box.checked = button.dataset.tick === "all";
});
