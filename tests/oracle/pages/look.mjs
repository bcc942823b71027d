// Opens a page of ours in headless Chromium and says what it does there, as JSON:
//
//     node look.mjs CHROMIUM AXE PAGE FOLDER
//
// Two widths in both themes: errors on the console, addresses that were asked, what the filter shows, what axe finds, and a
// screenshot of each in FOLDER. Speaks to Chromium over a pipe: no port is opened.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [chromium, axe, page, folder] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), "pages-"));
const browser = spawn(
  chromium,
  ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", `--user-data-dir=${profile}`, "--remote-debugging-pipe", "about:blank"],
  { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
);

let last = 0;
const waiting = new Map();
const told = [];
let rest = "";
browser.stdio[4].on("data", (bytes) => {
  const messages = (rest + bytes.toString()).split("\0");
  rest = messages.pop();
  for (const message of messages.map((text) => JSON.parse(text))) {
    if (!message.id) told.push(message);
    else {
      const [done, failed] = waiting.get(message.id);
      message.error ? failed(new Error(message.error.message)) : done(message.result);
    }
  }
});
const send = (method, params = {}, sessionId = undefined) => new Promise((done, failed) => {
  waiting.set(++last, [done, failed]);
  browser.stdio[3].write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
});

const until = async (what, is) => {
  const begun = Date.now();
  while (!(await is())) {
    if (Date.now() - begun > 60_000) throw new Error(`waited in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
};

// What the filter shows, step by step. Runs in the page.
const FILTERED = `(() => {
  const form = document.getElementById("filter");
  if (!form) return null;
  const shown = () => [...document.querySelectorAll("article.finding")].filter((one) => !one.hidden).length;
  const changed = () => form.dispatchEvent(new Event("input", { bubbles: true }));
  const all = shown();
  const box = (name) => form.querySelector('input[value="' + name + '"]');
  for (const name of ["high", "medium", "low", "info"]) box(name).checked = false;
  changed();
  const critical = shown();
  for (const name of ["high", "medium", "low", "info"]) box(name).checked = true;
  form.elements.text.value = "debug";
  changed();
  const debug = shown();
  form.elements.text.value = "";
  form.elements.layer.value = "deploy";
  changed();
  const deploy = shown();
  form.elements.layer.value = "";
  changed();
  document.getElementById("open").click();
  const open = document.querySelectorAll("article.finding details[open]").length;
  document.getElementById("close").click();
  return { all, critical, debug, deploy, open, told: document.getElementById("shown").textContent, again: shown() };
})()`;

const AUDITED = `axe.run(document, { resultTypes: ["violations"] }).then((found) => found.violations
  .filter((one) => ["serious", "critical"].includes(one.impact))
  .map((one) => one.id + ": " + one.help + " (" + one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ") + ")"))`;

const views = [];
try {
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const ask = (method, params) => send(method, params, sessionId);
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await ask("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await ask(`${domain}.enable`);
  for (const [width, theme] of [[1280, "light"], [1280, "dark"], [390, "light"], [390, "dark"]]) {
    told.length = 0;
    await ask("Emulation.setDeviceMetricsOverride", { width, height: 900, deviceScaleFactor: 1, mobile: width < 500 });
    await ask("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: theme }] });
    const address = pathToFileURL(resolve(page)).href;
    await ask("Page.navigate", { url: address });
    await until("the page", () => told.some((one) => one.method === "Page.loadEventFired"));
    const filtered = await evaluate(FILTERED);
    const wide = await evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    const errors = told
      .filter((one) => one.method === "Runtime.exceptionThrown" || one.method === "Log.entryAdded"
        || (one.method === "Runtime.consoleAPICalled" && one.params.type === "error"))
      .map((one) => JSON.stringify(one.params.entry?.text ?? one.params.exceptionDetails?.text ?? one.params.args));
    const asked = told.filter((one) => one.method === "Network.requestWillBeSent").map((one) => one.params.request.url);
    await evaluate(readFileSync(axe, "utf8") + "; true");
    const faults = await evaluate(AUDITED);
    const { data } = await ask("Page.captureScreenshot", { format: "png" });
    writeFileSync(join(folder, `${width}-${theme}.png`), Buffer.from(data, "base64"));
    views.push({ width, theme, errors, asked: asked.filter((url) => url !== address), filtered, wide, faults });
  }
} finally {
  browser.kill();
  await new Promise((done) => browser.once("exit", done));
  rmSync(profile, { recursive: true, force: true });
}
console.log(JSON.stringify(views));
