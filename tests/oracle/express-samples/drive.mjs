// Starts apps of Express, asks each, and says what came back.
//
// Reads a JSON list of {"file", "mode", "asks"} from its input: a program that exports its app, NODE_ENV (or null),
// paths. Writes for each the list of answers: {"status", "headers": [[name, value], …], "body"}.

import http from "node:http";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

function ask(port, path) {
  const headers = { Origin: "https://elsewhere.example", "X-Forwarded-Proto": "https", Host: "shop.example" };
  return new Promise((resolve, reject) => {
    const request = http.get({ host: "127.0.0.1", port, path, headers, agent: false }, (answer) => {
      let body = "";
      answer.setEncoding("utf8");
      answer.on("data", (part) => (body += part));
      answer.on("end", () => {
        const raw = answer.rawHeaders;
        const pairs = raw.filter((_, at) => at % 2 === 0).map((name, at) => [name, raw[2 * at + 1]]);
        resolve({ status: answer.statusCode, headers: pairs, body });
      });
    });
    request.on("error", reject);
  });
}

async function one({ file, mode, asks }) {
  delete process.env.NODE_ENV;
  if (mode !== null) process.env.NODE_ENV = mode;
  const app = (await import(pathToFileURL(file).href)).default;
  app.set("trust proxy", true);
  const server = await new Promise((resolve) => {
    const started = app.listen(0, "127.0.0.1", () => resolve(started));
  });
  const answers = [];
  for (const path of asks) answers.push(await ask(server.address().port, path));
  server.close();
  return answers;
}

// What apps say of their errors is not for this output.
console.error = console.warn = () => {};
const all = [];
for (const sample of JSON.parse(readFileSync(0, "utf8"))) all.push(await one(sample));
process.stdout.write(JSON.stringify(all));
