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
