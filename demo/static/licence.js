// Fetches the operator's declared name and the papers that it posts, and puts them on the page.
(async () => {
  const box = document.getElementById("licence");
  const answer = await fetch(box.dataset.source);
  const { operator, picture, papers } = await answer.json();
  const addFact = (name, text, className) => {
    const list = document.createElement("dl");
    list.className = className;
    const label = document.createElement("dt");
    label.textContent = name;
    const value = document.createElement("dd");
    value.textContent = text;
    list.append(label, value);
    box.append(list);
  };
  const addPicture = (label, source, className) => {
    const image = document.createElement("img");
    image.className = className;
    image.alt = label;
    image.src = source;
    box.append(image);
  };
  addFact("经营者名称", operator, "licence-operator");
  for (const paper of papers ?? [{ label: "营业执照", number: null, picture }]) {
    if (paper.number) addFact(paper.label, paper.number, "permit-number");
    const isLicence = paper.label === "营业执照";
    if (paper.picture) addPicture(paper.label, paper.picture, isLicence ? "licence-picture" : "permit-picture");
  }
})();
