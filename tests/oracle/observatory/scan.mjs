// Serves each case on a port of its own and lets Observatory scan it.
//
//     node scan.mjs FOLDER CASES CERTIFICATES
//
// FOLDER holds the packages. CASES is JSON: [{name, certificate, routes: [{scheme, method, path, status, headers, body}]}].
// CERTIFICATES holds trusted.pem and distrusted.pem, each a key with its certificate.
// Prints one line of JSON, and serves until its input ends.

import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';

const [folder, cases, certificates] = process.argv.slice(2);
const observatory = path.resolve(folder, 'node_modules/@mdn/mdn-http-observatory/src/scanner/index.js');
const { scan } = await import(observatory);

const pem = (name) => fs.readFileSync(path.join(certificates, `${name}.pem`));
const PEMS = { trusted: pem('trusted'), distrusted: pem('distrusted') };

/** What a case says of a request, with the port and the asker's origin put in. */
function answer(one, scheme, port, request, response) {
  const route = one.routes.find((r) => r.scheme === scheme && r.method === request.method && r.path === request.url);
  if (!route) {
    response.writeHead(404, ['Content-Type', 'text/plain']);
    return response.end();
  }
  const fill = (text) => text.replaceAll('{port}', port).replaceAll('{origin}', request.headers.origin ?? '');
  response.writeHead(route.status, route.headers.flat().map(fill));
  response.end(fill(route.body));
}

/** Speaks http and https on one port: the first byte of a connection tells which. */
async function serve(one) {
  const speaks = (scheme) => one.routes.some((route) => route.scheme === scheme);
  const door = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (first) => {
      const scheme = first[0] === 0x16 ? 'https' : 'http';
      if (!speaks(scheme)) {
        return socket.destroy();
      }
      socket.pause();
      socket.unshift(first);
      servers[scheme].emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  await new Promise((resolve) => door.listen(0, '127.0.0.1', resolve));
  const port = String(door.address().port);
  const pem = PEMS[one.certificate];
  const servers = {
    http: http.createServer((q, r) => answer(one, 'http', port, q, r)),
    https: https.createServer({ key: pem, cert: pem }, (q, r) => answer(one, 'https', port, q, r)),
  };
  servers.https.on('tlsClientError', () => {});
  return port;
}

/** What Observatory says of it. */
async function graded(one) {
  const port = await serve(one);
  try {
    const { scan: sum, tests } = await scan(`127.0.0.1:${port}`);
    const each = Object.entries(tests).map(([name, t]) => [name, { result: t.result, modifier: t.scoreModifier, passes: t.pass }]);
    return { port, score: sum.score, grade: sum.grade, passed: sum.testsPassed, tests: Object.fromEntries(each) };
  } catch (error) {
    return { port, error: error.message };
  }
}

const all = JSON.parse(fs.readFileSync(cases, 'utf8'));
const results = [];
for (let at = 0; at < all.length; at += 8) {
  results.push(...await Promise.all(all.slice(at, at + 8).map(graded)));
}
console.log(JSON.stringify(results));
process.stdin.on('end', () => process.exit(0)).resume();
