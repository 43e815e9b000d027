// The panel: the figures, the missing duties with sentences to insert, and what was found in the words.
import { mend, putAside, visit } from "./findings.js";
import { $, area, button, draft, el, form, number, setAside, when } from "./parts.js";
import { draw, isOverall, isQuiet } from "./text.js";

const FEW = 3;  // suggestions that are shown at first

// A figure stays on one line with its sign.
const together = (told) => told.replace(/(\d) %/g, "$1\u00a0%");
const points = (value) => `${value > 0 ? "+" : value < 0 ? "−" : "±"}${number.format(Math.abs(value))} ${Math.abs(value) === 1 ? "point" : "points"}`;

function change(score) {
  if (!draft.saved.version || draft.saved.score === null || draft.saved.score === undefined) return "";
  if (draft.saved.framework !== score.framework || draft.saved.target_level !== score.target_level) {
    return `Version ${draft.saved.version} was measured by something else.`;
  }
  const moved = Math.round(1000 * (score.value - draft.saved.score)) / 10;
  return moved ? `${points(moved)} since version ${draft.saved.version}` : `as in version ${draft.saved.version}`;
}

function showFigures() {
  $("figures").hidden = !draft.figures;
  if (!draft.figures) return;
  const { score, level } = draft.figures;
  $("score").textContent = score ? together(score.figure) : "Not measured";
  $("score").classList.toggle("words", !score);
  $("score-range").textContent = together(score ? `${score.range}, ${score.counts}` : draft.figures.unscored);
  $("change").textContent = score ? change(score) : "";
  $("change").className = `change${score && draft.saved.framework === score.framework && draft.saved.target_level === score.target_level && Math.abs(score.value - draft.saved.score) >= 0.0005 ? (score.value > draft.saved.score ? " up" : " down") : ""}`;
  $("reads").textContent = level ? level.headline : "–";
  $("reads-note").textContent = level ? together(level.note) : "";
  const place = $("measured"), acts = $("name-it");
  acts.replaceChildren();
  place.textContent = score ? `${draft.figures.named ? "Measured by" : "Taken for"} ${score.title}${score.at ? ` at ${score.at}` : ""}.${draft.figures.named ? "" : " If that is right, missing draft.duties can be told with sentences to insert."}` : "";
  if (draft.figures.named) return;
  const offered = score ? [{ id: score.framework, title: score.title }] : draft.figures.candidates;
  if (!score && offered.length) place.textContent = "If it is one of these, check against it:";
  for (const one of offered) acts.append(button(score ? "Check against it" : one.title, "choose-it", () => choose(one.id)));
}

function choose(id) {
  const box = form.querySelector(`input[name=framework][value="${CSS.escape(id)}"]`);
  if (!box) return;
  box.checked = true;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  area.focus({ preventScroll: true });
}

// What a button was made for, as it is now; null where it is gone. Lists are not made anew while they stay the same.
const still = (one, act) => () => {
  const found = draft.findings.find((other) => other.id === one.id);
  if (found) act(found);
};
const mends = (one, fix) => still(one, (found) => {
  const offered = found.fixes.find((other) => other.title === fix.title);
  if (offered) mend(found, offered);
});

// The words of an insertion without its bullet and line end.
const inserted = (fix) => fix.edits[0].text.trim().replace(/^(?:[-*+•▪●·–]|\(?\d{1,3}[.)])\s+/, "");

function suggestion(one) {
  const item = row(one), fix = one.fixes[0];
  const said = el("p", "said", inserted(fix));
  said.dir = "auto";
  const act = button("Insert", "fix", mends(one, fix));
  act.setAttribute("aria-label", `Insert: ${said.textContent}`);
  const acts = el("p", "fixes");
  acts.append(act, el("span", "soft", one.gain ? points(one.gain) : ""), button("Not in this job", "plain", still(one, putAside)));
  item.append(said, acts);
  return item;
}

function finding(one) {
  const item = row(one);
  const go = button("", "go", still(one, visit));
  go.append(el("span", `tag ${one.severity}`, one.severity), el("span", "message", one.message));
  item.append(go);
  if (one.help && !one.message.includes(one.help)) item.append(el("p", "help soft", one.help));
  const acts = el("p", "fixes");
  for (const fix of one.fixes) acts.append(button(fix.title, "fix", mends(one, fix)));
  acts.append(button("Set aside", "plain", still(one, putAside)));
  if (!one.fixes.length) item.classList.add("bare");
  item.append(acts);
  return item;
}

function row(one) {
  const item = el("li");
  item.dataset.id = one.id;
  if (one.gone) item.classList.add("gone");
  if (one === draft.current) item.setAttribute("aria-current", "true");
  return item;
}

function fill(place, found, make) {
  const list = place.querySelector("ol"), focused = document.activeElement;
  place.querySelector(".count").textContent = found.length ? number.format(found.length) : "";
  const kind = JSON.stringify(found.map((one) => [one.id, one.severity, one.message, one.help, one.gain, one.gone, one === draft.current, one.fixes.map((fix) => fix.title)]));
  if (list.dataset.kind === kind) return;
  list.dataset.kind = kind;
  const held = list.contains(focused) ? [focused.closest("li").dataset.id, focused.textContent] : null;
  list.replaceChildren(...found.map(make));
  // A button that had the focus keeps it where its finding is still there.
  if (held) {
    const item = list.querySelector(`li[data-id="${CSS.escape(held[0])}"]`);
    const next = item && [...item.querySelectorAll("button")].find((one) => one.textContent === held[1]);
    (next || area).focus({ preventScroll: true });
  }
}

function show() {
  draw();
  showFigures();
  const shown = draft.findings.filter((one) => !one.aside);
  const suggested = shown.filter((one) => one.suggested);
  const notes = shown.filter((one) => !one.suggested && one.severity === "note");
  const [whole, rest] = [true, false].map((is) => shown.filter((one) => !isQuiet(one) && isOverall(one) === is));
  $("overall").hidden = !whole.length;
  $("suggested").hidden = !suggested.length;
  $("notes").hidden = !notes.length;
  $("found").hidden = !draft.figures && !rest.length;
  $("none").hidden = Boolean(rest.length);
  fill($("suggested"), draft.allSuggested ? suggested : suggested.slice(0, FEW), suggestion);
  $("suggested").querySelector(".count").textContent = suggested.length ? number.format(suggested.length) : "";
  $("more-suggested").hidden = draft.allSuggested || suggested.length <= FEW;
  $("more-suggested").textContent = `Show ${suggested.length - FEW} more`;
  fill($("found"), rest, finding);
  fill($("overall"), whole, finding);
  fill($("notes"), notes, finding);
  const aside = draft.findings.length - shown.length, place = $("aside");
  place.hidden = !aside;
  place.replaceChildren(`${number.format(aside)} set aside. `, button("Show again", "plain", () => {
    setAside.put(new Set());
    for (const one of draft.findings) one.aside = false;
    show();
  }));
  const told = [draft.figures && draft.figures.score ? `${draft.figures.score.figure} covered` : "", suggested.length ? `${suggested.length} missing` : "", rest.length + whole.length ? `${rest.length + whole.length} found` : ""];
  $("handle-told").textContent = told.filter(Boolean).join(" · ") || "The check";
}

// What a screen reader hears when the writer pauses: counts, and only when they have changed.
function speak() {
  clearTimeout(speak.later);
  speak.later = setTimeout(() => {
    const shown = draft.findings.filter((one) => !one.aside && one.severity !== "note");
    const missing = shown.filter((one) => one.suggested).length, rest = shown.length - missing;
    const told = [];
    if (draft.figures && draft.figures.score) told.push(`${draft.figures.score.figure} covered at ${draft.figures.score.at || "all levels"}`);
    if (missing) told.push(`${missing} missing ${missing === 1 ? "responsibility" : "responsibilities"} suggested`);
    told.push(`${rest || "no"} ${rest === 1 ? "finding" : "findings"} in the text`);
    const line = `${told.join(", ")}.`;
    if ($("counts").textContent !== line) $("counts").textContent = line;
  }, 1500);
}

$("more-suggested").addEventListener("click", () => {
  draft.allSuggested = true;
  show();
  const next = $("suggested").querySelector(`li:nth-child(${FEW + 1}) button`);
  if (next) next.focus();
});

when("changed", show);
when("judged", speak);
