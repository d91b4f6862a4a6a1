// The work list: one box ticks all of them.
document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-tick-all]");
  if (!box) return;
  for (const one of box.form.querySelectorAll("input[name=leads]")) one.checked = box.checked;
});

// Keys. Whatever carries data-key="j ArrowRight" is pressed by these keys; without this script it is a link or a button.
// In the work list j and k go from row to row, x ticks the row.
const OFF = "netpatrol-keys-off";
const isWriting = (one) => one.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
const find = (attribute, key) =>
  [...document.querySelectorAll(`[${attribute}]`)].find((one) => one.getAttribute(attribute).split(" ").includes(key));

function goToRow(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return false;
  const held = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[held < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, held + step))];
  row.querySelector("[data-row-link]").focus();
  return true;
}

function press(key, held) {
  if (key === "j" || key === "ArrowDown") { if (goToRow(1)) return true; }
  if (key === "k" || key === "ArrowUp") { if (goToRow(-1)) return true; }
  const row = held.closest("[data-row]");
  if (key === "x" && row) { row.querySelector("input[type=checkbox]").click(); return true; }
  const open = document.querySelector("details.keys[open]");
  if (key === "Escape" && open) { open.open = false; return true; }
  const toggle = find("data-toggle", key);
  if (toggle) { toggle.parentElement.open = !toggle.parentElement.open; toggle.focus(); return true; }
  const one = find("data-key", key);
  if (one) { one.click(); return true; }
  return false;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (event.key === "Escape" && isWriting(event.target)) { event.target.blur(); return; }
  if (isWriting(event.target) || localStorage.getItem(OFF)) return;
  if (press(event.key, event.target)) event.preventDefault();
});

for (const button of document.querySelectorAll("[data-keys-off]")) {
  const texts = [button.textContent, button.dataset.off];
  const show = () => { button.textContent = texts[localStorage.getItem(OFF) ? 1 : 0]; };
  button.addEventListener("click", () => {
    if (localStorage.getItem(OFF)) localStorage.removeItem(OFF); else localStorage.setItem(OFF, "1");
    show();
  });
  show();
}

// A file may be dropped on its field.
for (const field of document.querySelectorAll("[data-drop]")) {
  for (const kind of ["dragover", "dragleave", "drop"]) {
    field.addEventListener(kind, (event) => {
      event.preventDefault();
      field.classList.toggle("over", kind === "dragover");
      if (kind === "drop") field.querySelector("input[type=file]").files = event.dataTransfer.files;
    });
  }
}
