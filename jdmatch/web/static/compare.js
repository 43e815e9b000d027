// Comparing: only the rows where the postings differ, all quotes at once, and how many postings are chosen.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const one of document.querySelectorAll("[data-needs-script]")) one.hidden = false;
  tellChosen();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-quotes]");
  if (!button) return;
  const open = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(open));
  button.textContent = open ? "Hide all quotes" : "Show all quotes";
  for (const cell of document.querySelectorAll(".level-of details.quoted")) cell.open = open;
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-only-differing]")) {
    for (const level of document.querySelectorAll(".level-of")) {
      level.classList.toggle("only-differing", event.target.checked);
      const left = level.querySelector("tbody tr:not(.alike)");
      level.querySelector(".none-left").hidden = !event.target.checked || Boolean(left);
    }
  }
  tellChosen();
});
document.addEventListener("htmx:afterSettle", tellChosen);

function tellChosen() {
  const form = document.querySelector("form.pick");
  if (!form) return;
  const boxes = [...form.querySelectorAll("input[name=posting]")];
  const chosen = boxes.filter((box) => box.checked).length;
  const most = Number(form.dataset.most);
  for (const box of boxes) box.disabled = !box.checked && chosen >= most;
  const told = form.querySelector("[data-chosen]");
  told.textContent = chosen < 2 ? `Choose two to four; ${chosen || "none"} chosen.` : `${chosen} chosen.`;
}
