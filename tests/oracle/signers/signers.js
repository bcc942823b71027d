// Prints cookies and tokens that the real libraries made, one JSON object a line, as signers.py does.
"use strict";
const http = require("node:http");

function say(format, value, key, name = null, signature = null) {
  console.log(JSON.stringify({ format, name, value, signature, key, bytes: false }));
}

const LONG = "a key that is longer than one block of the hash function, which is sixty-four bytes for SHA-1 and SHA-256";
const KEYS = ["keyboard cat", LONG, "schlüssel"];

/** The cookies that a middleware sets in an answer. */
function answer(middleware, handler) {
  return new Promise((resolve, reject) => {
    const server = http.createServer((request, response) => {
      middleware(request, response, (error) => {
        if (error) reject(error);
        handler(request);
        response.end();
      });
    });
    server.listen(0, "127.0.0.1", () => {
      http.get({ host: "127.0.0.1", port: server.address().port, agent: false }, (response) => {
        response.resume();
        server.close();
        const pairs = response.headers["set-cookie"].map((line) => line.split(";")[0].split(/=(.*)/s));
        resolve(Object.fromEntries(pairs));
      }).on("error", reject);
    });
  });
}

async function main() {
  const session = require("express-session");
  const cookieSession = require("cookie-session");
  for (const key of KEYS) {
    const options = { secret: key, resave: false, saveUninitialized: true };
    process.removeAllListeners("warning");
    const express = await answer(session(options), (request) => (request.session.user = 7));
    say("Express session or signed cookie", express["connect.sid"], key, "connect.sid");
    const kept = await answer(cookieSession({ name: "kept", keys: [key] }), (request) => (request.session.user = 7));
    say("cookie-session or another cookie signed by keygrip", kept.kept, key, "kept", kept["kept.sig"]);
    const sign = require("cookie-signature").sign;
    const signed = `s:${sign('j:{"cart":[1,2]}', key)}`;
    say("Express session or signed cookie", encodeURIComponent(signed), key, "cart");
    const signature = new (require("keygrip"))([key]).sign("lang=de");
    say("cookie-session or another cookie signed by keygrip", "de", key, "lang", signature);
    for (const algorithm of ["HS256", "HS384", "HS512"]) {
      const token = require("jsonwebtoken").sign({ user: 7 }, key, { algorithm });
      say(`JSON web token (${algorithm})`, token, key);
    }
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
