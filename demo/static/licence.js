// Fetches the operator's declared name and licence picture and puts them on the page.
(async () => {
  const box = document.getElementById("licence");
  const answer = await fetch(box.dataset.source);
  const { operator, picture } = await answer.json();
  const name = document.createElement("dl");
  name.className = "licence-operator";
  const label = document.createElement("dt");
  label.textContent = "经营者名称";
  const value = document.createElement("dd");
  value.textContent = operator;
  name.append(label, value);
  const image = document.createElement("img");
  image.className = "licence-picture";
  image.alt = "营业执照";
  image.src = picture;
  box.append(name, image);
})();
