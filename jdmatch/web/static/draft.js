// The draft's editor. A mirror below the text field has the same words in the same places and carries the marks; the
// field itself is a plain one, so that typing, undo, spelling and screen readers work as everywhere.
import { ask } from "./draft/asking.js";
import { atCaret, caretMoved, hideCard, mend, step } from "./draft/findings.js";
import { noteSoon, offer, save, state, takeChoice, toldChoice } from "./draft/keeping.js";
import "./draft/panel.js";
import { area, card, draft, form, panel } from "./draft/parts.js";
import { closeSheet } from "./draft/sheet.js";
import { draw, drawSoon, follow } from "./draft/text.js";

let before = area.value;  // the text before the last change

document.addEventListener("keydown", (event) => {
  const alone = !event.ctrlKey && !event.metaKey;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s") {
    event.preventDefault();
    save();
  } else if (alone && event.key === "F8") {
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  } else if (alone && event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp") && !event.target.matches("select")) {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (alone && event.altKey && event.key === "Enter") {
    const one = draft.current && !draft.current.gone ? draft.current : atCaret();
    if (!one || !one.fixes.length) return;
    event.preventDefault();
    mend(one, one.fixes[0]);
  } else if (event.key === "Escape" && (!card.hidden || panel.contains(event.target) || card.contains(event.target))) {
    hideCard();
    closeSheet();
    area.focus({ preventScroll: true });
  }
});

area.addEventListener("input", () => {
  follow(before, area.value);
  before = area.value;
  hideCard();
  drawSoon();
  state();
  noteSoon();
  ask();
});
document.addEventListener("selectionchange", caretMoved);
area.addEventListener("selectionchange", caretMoved);
takeChoice();
toldChoice();
draw();
offer();
if (form.dataset.older) state(`The text of version ${form.dataset.older}, not saved as the newest`);
ask(0);
