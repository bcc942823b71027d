// The same bookshop as it should be run: node express_hardened.js PACKAGES PORT KEY CERTIFICATE
const fs = require("node:fs");
const https = require("node:https");
const { createRequire } = require("node:module");
const packages = createRequire(process.argv[2] + "/");
const [express, session, helmet] = ["express", "express-session", "helmet"].map((name) => packages(name));

const app = express();
app.disable("x-powered-by");
app.use(
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], styleSrc: ["'self'"], baseUri: ["'none'"], formAction: ["'self'"], frameAncestors: ["'none'"] },
    },
    crossOriginEmbedderPolicy: true,
    strictTransportSecurity: { maxAge: 63072000 },
    xFrameOptions: { action: "deny" },
  }),
);
app.use((request, response, next) => {
  response.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  response.set("Cache-Control", "no-store");
  next();
});
app.use(
  session({
    name: "__Host-session",
    secret: process.env.SESSION_SECRET,
    resave: false,
    saveUninitialized: true,
    cookie: { secure: true, httpOnly: true, sameSite: "lax", path: "/" },
  }),
);
app.use("/static", express.static(__dirname + "/static"));
app.get("/", (request, response) => {
  response.send('<!doctype html><title>Books</title><link rel="stylesheet" href="/static/style.css"><p>Middlemarch');
});
app.use((request, response) => response.status(404).send("<!doctype html><title>Not found</title><p>There is no such page."));
// Four parameters make it the handler of errors.
app.use((error, request, response, next) => response.status(500).send("<!doctype html><title>Sorry</title><p>That did not work."));
const [key, cert] = process.argv.slice(4).map((path) => fs.readFileSync(path));
https.createServer({ key, cert }, app).listen(Number(process.argv[3]), "127.0.0.1");
