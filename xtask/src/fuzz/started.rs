//! Files that say how a program is started, where packages come from, and which rules are the user's own.

use std::path::Path;

use sneck_judge::{Options, judge};
use sneck_model::Rule;
use sneck_read::world;

use super::targets::Target;
use super::whole::{file, files, through};

pub(super) const STARTED: Target = Target { name: "started", seeds, words: WORDS, holds };
pub(super) const OWN_RULES: Target = Target { name: "own_rules", seeds: own, words: OWN, holds: own_holds };

/// Names under which they are found.
const NAMES: &[&str] = &[
    ".flaskenv",
    ".npmrc",
    ".tool-versions",
    ".yarnrc.yml",
    "Makefile",
    "Procfile",
    "app.json",
    "app.service",
    "app.service.d/a.conf",
    "app.yaml",
    "boot.sh",
    "fly.toml",
    "gunicorn.conf.py",
    "justfile",
    "package.json",
    "pip.conf",
    "pyproject.toml",
    "railway.json",
    "render.yaml",
    "settings.ini",
    "supervisord.conf",
    "uv.toml",
    "uwsgi.ini",
    "vercel.json",
];

/// Words of all of them.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "[Service]\n", "ExecStart=/x/gunicorn \\\n -b ${A} app:app\n", "Environment=\"A=1\" B=%i\n", "EnvironmentFile=-/y\n", "[program:web]\n",
    "command=gunicorn %(ENV_B)s app:app\n", "environment=A=\"b\",C=d\n", "[include]\nfiles = *.conf\n", "[uwsgi]\n", "module = app:app\n",
    "env = A=1\n", "if-env = A\n", "endif =\n", "uid = $(B)\n", "web: A=1 sh boot.sh && exec flask run\n", "exec ", "\"$@\"", "case \"$1\" in a) ", ";; esac\n",
    "if [ -z \"$A\" ]; then ", "; fi\n", "<<E\nx\nE\n", ". ./boot.sh\n", "set -e\n", "export A=${B:-c}\n", "f() {\n", "}\n", "$(", ")", "`", "|", "&&",
    "services:\n  - {name: a, env: python, startCommand: flask run}\n", "runtime: python3\nentrypoint: x\n", "{\"env\": {\"A\": \"@b\"}}",
    "{\"scripts\": {\"start\": \"NODE_ENV=production node a.js\"}}", "[env]\nA = 1\n", "[processes]\nweb = 'x'\n", "run:\n\tflask run\n", ".PHONY: run\n",
    "[tool.poe.tasks]\na = 'flask run'\n", "index-url = http://u:p@a/\n", "registry=http://a/\n", "strict-ssl=false\n", "bind = ['0.0.0.0:80']\n",
];

/// Words of rules.
#[rustfmt::skip]
const OWN: &[&str] = &[
    "[[rule]]\n", "id = 'own/a'\n", "title = 'a'\n", "over = 'settings'\n", "where = \"", "fails = \"", "says = 'a'\n", "fix = 'a'\n", "setting.value",
    "setting.key == 'app.debug'", "row", "has(row.value)", "row.exists(x, x == 1)", "row.map(x, x)", "size(", "matches('(a+)+$')", "[1, 2][3]", "1 / 0",
    "9223372036854775807 + 1", "timestamp('x')", "duration('1h')", "dyn(", "type(", " ? ", " : ", " in ", "&&", "||", "!", "(", ")", "{'a': 1}", "\"\n",
    "[[rule.example]]\nfails = true\nworld = '''\n=== app.py\n'''\n",
];

fn is_one(path: &str) -> bool {
    NAMES.iter().any(|name| path.ends_with(name))
}

fn seeds() -> Vec<Vec<u8>> {
    files(is_one).into_iter().chain([WORDS.concat().into_bytes()]).collect()
}

/// Whatever it is: it is fed as each.
fn holds(input: &[u8]) {
    let app = b"import os\nfrom flask import Flask\napp = Flask(__name__)\napp.config['DEBUG'] = os.environ.get('A')\n";
    through(NAMES.iter().map(|name| file(name, input)).chain([file("app.py", app)]).collect());
}

/// The examples of the documentation.
fn own() -> Vec<Vec<u8>> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/own-rules.md");
    let text = std::fs::read_to_string(page).unwrap_or_default();
    let blocks = text.split("```toml\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    blocks.map(|block| block.as_bytes().to_vec()).chain([OWN.concat().into_bytes()]).collect()
}

/// Rules that can be read judge, and say nothing that breaks the report.
fn own_holds(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let Ok(own) = sneck_custom::rules(&text, &|_| false) else { return };
    let rules: Vec<Rule<'_>> = own.iter().map(sneck_custom::OwnRule::rule).collect();
    let tree = world::parse("=== app.py\nfrom flask import Flask\napp = Flask(__name__)\napp.debug = True\n");
    let mut facts = sneck_read::facts(&tree.unwrap_or_default());
    if let Ok(report) = judge(&rules.iter().collect::<Vec<_>>(), &mut facts, &Options::default()) {
        let broken = report.not_looked_at.iter().find(|row| row.why.contains("mistake in sneck"));
        assert!(broken.is_none(), "{broken:?}");
    }
}
