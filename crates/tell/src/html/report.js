"use strict";
(() => {
  const all = [...document.querySelectorAll("article.finding")];
  const form = document.getElementById("filter");
  const told = document.getElementById("shown");
  if (!form || !told) return;
  const words = new Map(all.map((one) => [one, one.textContent.toLowerCase()]));
  const filter = () => {
    const data = new FormData(form);
    const severities = new Set(data.getAll("severity"));
    const [status, layer] = [data.get("status"), data.get("layer")];
    const asked = String(data.get("text") || "").toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const one of all) {
      const is = severities.has(one.dataset.severity)
        && (!status || one.dataset.status === status)
        && (!layer || one.dataset.layers.split(" ").includes(layer))
        && asked.every((word) => words.get(one).includes(word));
      one.hidden = !is;
      shown += is ? 1 : 0;
    }
    told.textContent = `${shown} of ${all.length} shown`;
  };
  const open = (is) => all.forEach((one) => { one.querySelector("details").open = is; });
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  document.getElementById("open").addEventListener("click", () => open(true));
  document.getElementById("close").addEventListener("click", () => open(false));
  window.addEventListener("beforeprint", () => open(true));
  const follow = () => {
    const one = location.hash && document.getElementById(location.hash.slice(1));
    const details = one && one.querySelector("details");
    if (details) { one.hidden = false; details.open = true; }
  };
  window.addEventListener("hashchange", follow);
  form.hidden = false;
  filter();
  follow();
})();
