//! What is read of apps of Express.

use sneck_model::{Facts, Key, Setting};

use crate::tree::{File, Tree};

fn read(files: &[(&str, &str)]) -> Facts {
    let mut files: Vec<File> = files.iter().map(|(path, text)| File::new(path, text)).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    crate::facts(&Tree { files, ..Tree::default() })
}

fn of(facts: &Facts, key: Key) -> Vec<&Setting> {
    facts.settings_of(key).collect()
}

fn shown(facts: &Facts, key: Key) -> String {
    let all = of(facts, key).into_iter().map(|setting| serde_json::to_string(&setting.value).unwrap_or_default());
    all.collect::<Vec<_>>().join(" ")
}

const SESSION: &str = r#"
const express = require('express');
const session = require('express-session');
const app = express();
const options = { secret: process.env.SECRET || 'keyboard cat', cookie: {} };
if (app.get('env') === 'production') {
  app.set('trust proxy', 1);
  options.cookie.secure = true;
}
app.use(session(options));
app.listen(3000);
"#;

#[test]
fn the_mode_of_the_environment_decides_what_is_set() {
    let docker =
        |mode: &str| format!("FROM node:22\nWORKDIR /app\nCOPY . .\nENV NODE_ENV={mode}\nCMD [\"node\", \"app.js\"]\n");
    let production = read(&[("app.js", SESSION), ("Dockerfile", &docker("production"))]);
    assert_eq!(shown(&production, Key::SESSION_COOKIE_SECURE), r#"{"bool":true}"#);
    assert_eq!(shown(&production, Key::DEBUG), r#"{"bool":false}"#);
    let staging = read(&[("app.js", SESSION), ("Dockerfile", &docker("staging"))]);
    assert_eq!(shown(&staging, Key::SESSION_COOKIE_SECURE), r#"{"bool":false}"#);
    assert_eq!(shown(&staging, Key::DEBUG), r#"{"bool":true}"#);
}

#[test]
fn what_no_file_decides_is_not_known() {
    let facts = read(&[("app.js", SESSION)]);
    assert!(
        shown(&facts, Key::SESSION_COOKIE_SECURE).contains("unknown"),
        "{}",
        shown(&facts, Key::SESSION_COOKIE_SECURE)
    );
    let key = of(&facts, Key::SECRET_KEY);
    assert!(key[0].because.iter().any(|step| step.says.starts_with("falls back to")), "{:?}", key[0].because);
}

#[test]
fn programs_of_several_files_are_followed() {
    let facts = read(&[
        ("src/index.ts", "import { App } from './app';\nconst app = new App();\napp.start();\n"),
        (
            "src/app.ts",
            "import express, { Application } from 'express';\nimport helmet from 'helmet';\nimport cors from 'cors';\n\
             import { config } from './config';\nexport class App {\n  private app: Application;\n  constructor() {\n\
             this.app = express();\n    this.setUp();\n  }\n  private setUp(): void {\n    this.app.use(helmet());\n\
             this.app.use(cors({ origin: config.origins, credentials: true }));\n  }\n\
             start(): void { this.app.listen(config.port, '127.0.0.1'); }\n}\n",
        ),
        ("src/config.ts", "export const config = { origins: true, port: Number(process.env.PORT ?? 3000) };\n"),
    ]);
    assert_eq!(facts.apps.len(), 1, "{:?}", facts.apps);
    assert_eq!(shown(&facts, Key::CORS_ORIGINS), r#"{"list":[{"text":"<request origin>"}]}"#);
    assert_eq!(shown(&facts, Key::SERVER_HOST), r#"{"text":"127.0.0.1"}"#);
    assert_eq!(shown(&facts, Key::SERVER_PORT), r#"{"int":3000}"#);
    assert_eq!(shown(&facts, Key::HEADER_FRAME_OPTIONS), r#"{"text":"SAMEORIGIN"}"#);
    assert_eq!(shown(&facts, Key::HEADER_POWERED_BY), r#""none""#);
    assert!(facts.unread.is_empty(), "{:?}", facts.unread);
}

#[test]
fn spoiled_programs_are_read_as_far_as_they_go() {
    let whole: Vec<char> = SESSION.chars().collect();
    for at in (0..whole.len()).step_by(7) {
        let cut: String = whole[..at].iter().collect();
        let without: String = whole[..at].iter().chain(&whole[at + 1..]).collect();
        read(&[("app.js", &cut)]);
        read(&[("app.js", &without)]);
    }
    read(&[("app.js", &format!("const express = require('express'); const app = express(); {}", "(".repeat(20_000)))]);
}

#[test]
fn what_is_not_followed_is_not_known() {
    let spread = "const express = require('express');\nconst session = require('express-session');\n\
                  const config = require('./settings/' + process.env.REGION);\nconst app = express();\n\
                  app.use(session({ ...config, cookie: { ...config.cookie } }));\n";
    let facts = read(&[("app.js", spread)]);
    assert!(
        shown(&facts, Key::SESSION_COOKIE_SECURE).contains("unknown"),
        "{}",
        shown(&facts, Key::SESSION_COOKIE_SECURE)
    );
    let image = "FROM node:22\nWORKDIR /app\nCOPY . .\nCMD [\"node\", \"app.js\"]\n";
    let elsewhere =
        "const express = require('express');\nconst app = express();\napp.use(require('./gone').handler);\n";
    let facts = read(&[("app.js", elsewhere), ("Dockerfile", image)]);
    assert!(shown(&facts, Key::DEBUG).contains("unknown"), "{}", shown(&facts, Key::DEBUG));
    assert!(shown(&facts, Key::HEADER_FRAME_OPTIONS).contains("unknown"));
}

#[test]
fn a_module_is_found_by_a_path_that_is_put_together() {
    let files = [
        (
            "src/app.js",
            "const express = require('express');\nconst path = require('path');\nconst app = express();\n\
                        const set = require(path.join(__dirname, '..', 'config', 'web.js'));\nset(app);\n\
                        app.use(express.static(path.join(__dirname, 'public')));\n",
        ),
        ("config/web.js", "module.exports = (app) => app.disable('x-powered-by');\n"),
    ];
    let facts = read(&files);
    assert_eq!(shown(&facts, Key::HEADER_POWERED_BY), r#""none""#);
    assert_eq!(shown(&facts, Key::STATIC_FOLDER), r#"{"text":"src/public"}"#);
}

#[test]
fn a_table_of_the_project_says_how_production_starts() {
    use crate::tree::NamedEnvironment;
    let variables = vec![("NODE_ENV".to_owned(), "production".to_owned())];
    let named = NamedEnvironment {
        name: "production".to_owned(),
        variables,
        path: "sneck.toml".to_owned(),
        ..Default::default()
    };
    let files = vec![File::new("app.js", SESSION)];
    let facts = crate::facts(&Tree { files, named: vec![named], ..Tree::default() });
    assert!(shown(&facts, Key::SESSION_COOKIE_SECURE).starts_with(r#"{"bool":true}"#));
}

/// `METHODS PATH`, with a mark for those that something is asked before and for those that write.
fn routes(files: &[(&str, &str)]) -> Vec<String> {
    let one = |route: &sneck_model::Route| {
        let guarded = if route.guarded.is_some() { " guarded" } else { "" };
        let writes = if route.writes { " writes" } else { "" };
        format!("{} {}{guarded}{writes}", route.methods.join(","), route.path)
    };
    read(files).routes.iter().map(one).collect()
}

#[test]
fn routes_of_routers_have_their_whole_paths() {
    let app = "const express = require('express');\nconst books = require('./books');\nconst app = express();\n\
               app.use(express.json());\napp.get('/', (req, res) => res.send('x'));\n\
               app.use('/api/v1', books);\napp.route('/me').get(show).put((req, res) => user.save());\n\
               app.all(['/a', '/b/'], x => 1);\nfunction show(req, res) { res.json({}); }\napp.listen(1);\n";
    let books = "const express = require('express');\nconst router = express.Router();\nrouter.get('/books/:id', (q, s) \
                 => s.json(1));\nrouter.use((req, res, next) => req.user ? next() : res.sendStatus(401));\n\
                 router.delete('/books/:id', (q, s) => s.end());\nmodule.exports = router;\n";
    let expected = [
        "GET /",
        "GET /api/v1/books/:id",
        "DELETE /api/v1/books/:id guarded",
        "GET /me",
        "PUT /me writes",
        " /a",
        " /b",
    ];
    assert_eq!(routes(&[("app.js", app), ("books.js", books)]), expected);
}

#[test]
fn whoever_may_answer_besides_leaves_its_paths_open() {
    let app = |line: &str| {
        format!(
            "import express from 'express';\nimport other from 'other';\nconst app = express();\n{line}\napp.listen(1);\n"
        )
    };
    let of = |line: &str| routes(&[("app.mjs", &app(line))]);
    assert_eq!(of("app.use('/graphql', other());"), [" /graphql guarded", " /graphql/* guarded"]);
    assert_eq!(of("app.use((req, res) => res.send('page'));"), [" /* guarded"]);
    assert_eq!(of("app.use((req, res) => res.status(404).end());").len(), 0);
    assert_eq!(of("app.use((req, res, next) => next());").len(), 0);
    assert_eq!(of("app.use((err, req, res, next) => res.end());").len(), 0);
    assert_eq!(of("app.get(/^\\/x/, (req, res) => res.end());"), ["GET /*"]);
    assert_eq!(of("app.get('/admin', other.check, (req, res) => res.end());"), ["GET /admin guarded"]);
}

#[test]
fn what_adds_headers_behind_all_routes_adds_none() {
    let app = |first: &str, last: &str| {
        let head = "const express = require('express');\nconst helmet = require('helmet');\nconst app = express();\n";
        format!("{head}{first}\napp.get('/', (req, res) => res.send('x'));\n{last}\napp.listen(1);\n")
    };
    let frames = |text: String| shown(&read(&[("app.js", &text)]), Key::HEADER_FRAME_OPTIONS);
    assert_eq!(frames(app("app.use(helmet());", "")), r#"{"text":"SAMEORIGIN"}"#);
    assert_eq!(frames(app("", "app.use(helmet());")), r#""none""#);
    assert_eq!(
        frames(app("", "app.use(helmet());\napp.get('/x', (req, res) => res.end());")),
        r#"{"text":"SAMEORIGIN"}"#
    );
}

#[test]
fn details_of_errors_are_told_apart_from_what_is_made_for_visitors() {
    let leaks = |lines: &str| {
        let text = format!("const express = require('express');\nconst app = express();\n{lines}\napp.listen(1);\n");
        let facts = read(&[("app.js", &text)]);
        facts.leaks.iter().map(|leak| format!("{} {}", leak.expression, leak.traceback)).collect::<Vec<_>>()
    };
    assert_eq!(leaks("app.use((err, req, res, next) => { res.send(err.stack); });"), ["err.stack true"]);
    assert_eq!(leaks("app.get('/', (q, res) => go().catch(e => res.json({ m: e.message })));"), ["e.message false"]);
    assert_eq!(leaks("app.get('/', (q, res) => db.get((err, row) => res.send('' + err)));"), ["err false"]);
    assert_eq!(leaks("app.get('/', (q, res) => { try { a(); } catch (e) { res.end(String(e)); } });"), ["e false"]);
    for safe in [
        "app.use((err, req, res, next) => { res.status(err.status).send('failed'); });",
        "app.use((err, req, res, next) => { if (err instanceof Known) res.json({ m: err.message }); });",
        "app.use((err, req, res, next) => res.json(dev ? 1 : app.get('env') === 'development' ? err.stack : 0));",
        "app.get('/', (q, res) => { try { a(); } catch (e) { log(e); res.end(); } });",
        "app.get('/', (q, res) => res.json({ error }));",
    ] {
        assert_eq!(leaks(safe).len(), 0, "{safe}");
    }
}
