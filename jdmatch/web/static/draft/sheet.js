// On a narrow screen the panel is a sheet at the bottom.
import { $, panel } from "./parts.js";

const narrow = matchMedia("(max-width: 62rem)");
const fold = () => { panel.classList.toggle("sheet", narrow.matches); if (!narrow.matches) closeSheet(); };
export function closeSheet() {
  panel.classList.remove("open");
  $("handle").setAttribute("aria-expanded", "false");
}
$("handle").addEventListener("click", () => {
  const open = panel.classList.toggle("open");
  $("handle").setAttribute("aria-expanded", String(open));
});
narrow.addEventListener("change", fold);
fold();
