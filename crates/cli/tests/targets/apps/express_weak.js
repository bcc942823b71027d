// A bookshop as its developer left it: node express_weak.js PACKAGES PORT
const { createRequire } = require("node:module");
const packages = createRequire(process.argv[2] + "/");
const [express, session, cors] = ["express", "express-session", "cors"].map((name) => packages(name));

const app = express();
app.use(cors({ origin: true, credentials: true }));
app.use(session({ secret: "keyboard cat", resave: false, saveUninitialized: true, cookie: { httpOnly: false } }));
app.use("/static", express.static(__dirname + "/static", { dotfiles: "allow" }));
app.get("/", (request, response) => {
  response.send('<!doctype html><title>Books</title><link rel="stylesheet" href="/static/style.css"><p><a href="/books/one">one</a>');
});
app.get("/books/:id", (request) => {
  throw new TypeError(`Cannot read the shelf of ${typeof request.params.id}`);
});
app.listen(Number(process.argv[3]), "127.0.0.1");
