// The work list: one box ticks all of them.
document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-tick-all]");
  if (!box) return;
  for (const one of box.form.querySelectorAll("input[name=leads]")) one.checked = box.checked;
});
