//! Random Django settings: the same seed gives the same project.

use crate::corpus::{Project, Start};
use crate::expressions::{NUMBER_VALUES, NUMBERS, PRELUDE, WORD_VALUES, WORDS, number, text, truth};
use crate::random::Random;

const WSGI: &str = r#"import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
"#;
const IMPORTS: &str = "import os\n\nfrom helpers import *\n\n";

const MIDDLEWARE: [&str; 5] = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.gzip.GZipMiddleware",
];

/// The project of a seed.
pub fn project(seed: u64) -> Project {
    let mut random = Random::new(seed);
    let (base, extra) = (module(&mut random, "", 3), plain(&mut random));
    let settings = module(&mut random, "from shop.base import *\n", 6);
    let world = format!(
        "=== helpers.py\n{PRELUDE}=== shop/__init__.py\n=== shop/urls.py\nurlpatterns = []\n=== shop/wsgi.py\n{WSGI}\
         === shop/base.py\n{IMPORTS}SECRET_KEY = \"base\"\nROOT_URLCONF = \"shop.urls\"\nALLOWED_HOSTS = []\n\
         MIDDLEWARE = {}\n{base}=== shop/extra.py\n{extra}=== shop/settings.py\n{settings}",
        some(&mut random)
    );
    let tree = sneck_read::world::parse(&world).expect("generated worlds are well formed");
    let starts = (0..2).map(|number| start(&mut random, number)).collect();
    Project { title: format!("seed {seed}"), only: Vec::new(), tree, starts }
}

fn start(random: &mut Random, number: usize) -> Start {
    let mut variables = Vec::new();
    for (names, values) in [(&WORDS[..], &WORD_VALUES[..]), (&NUMBERS[..], &NUMBER_VALUES[..])] {
        let set: Vec<_> = names.iter().filter(|_| !random.once_in(2)).collect();
        variables.extend(set.iter().map(|name| ((**name).to_owned(), random.pick(values).to_owned())));
    }
    Start { name: format!("start {number}"), declared: false, variables, command: "gunicorn shop.wsgi".into() }
}

/// Some of the middleware, in any order.
fn some(random: &mut Random) -> String {
    let chosen: Vec<_> = (0..1 + random.below(5)).map(|_| format!("{:?}", random.pick(&MIDDLEWARE))).collect();
    format!("[{}]", chosen.join(", "))
}

/// A module of settings behind its imports.
fn module(random: &mut Random, imports: &str, most: usize) -> String {
    let mut module = if imports.is_empty() { String::new() } else { format!("{IMPORTS}{imports}") };
    for _ in 0..2 + random.below(most) {
        module += &statement(random, "", 2);
    }
    module
}

/// A module of assignments.
fn plain(random: &mut Random) -> String {
    (0..1 + random.below(3)).fold(IMPORTS.to_owned(), |module, _| {
        let (name, value) = setting(random);
        module + &format!("{name} = {value}\n")
    })
}

/// A setting's name and a value for it.
fn setting(random: &mut Random) -> (&'static str, String) {
    const TRUTHS: [&str; 9] = [
        "DEBUG",
        "SESSION_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "SESSION_EXPIRE_AT_BROWSER_CLOSE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "SECURE_CONTENT_TYPE_NOSNIFF",
        "USE_X_FORWARDED_HOST",
    ];
    const COUNTS: [&str; 3] = ["SESSION_COOKIE_AGE", "SECURE_HSTS_SECONDS", "DATA_UPLOAD_MAX_MEMORY_SIZE"];
    let depth = 1 + random.below(3);
    match random.below(12) {
        0..6 => (random.pick(&TRUTHS), truth(random, depth)),
        6 | 7 => ("SESSION_COOKIE_NAME", text(random, depth)),
        8 => ("SECRET_KEY", format!("\"key \" + {}", text(random, depth))),
        9 => ("ALLOWED_HOSTS", format!("[{}, {}]", text(random, depth), text(random, 0))),
        _ => (random.pick(&COUNTS), number(random, depth)),
    }
}

/// Something that is done with settings.
fn statement(random: &mut Random, indent: &str, depth: usize) -> String {
    let (name, value) = setting(random);
    let inner = format!("{indent}    ");
    let block = |random: &mut Random| statement(random, &inner, depth - 1);
    match random.below(if depth == 0 { 11 } else { 15 }) {
        0 | 1 => format!("{indent}{name} = {value}\n"),
        2 => format!("{indent}globals()[{name:?}] = {value}\n"),
        3 => format!("{indent}globals().update({name}={value})\n"),
        4 => format!("{indent}locals().update({{{name:?}: {value}}})\n"),
        5 | 6 => middleware(random, indent),
        7 => format!("{indent}from shop.extra import *\n"),
        8 => format!("{indent}exec(open(os.path.join(os.path.dirname(__file__), \"extra.py\")).read())\n"),
        9 => format!("{indent}ALLOWED_HOSTS += [{}]\n", text(random, 2)),
        10 => {
            format!("{indent}class Chosen:\n{inner}{name} = {value}\n\n{indent}{name} = getattr(Chosen(), {name:?})\n")
        }
        11 => format!("{indent}if {}:\n{}", truth(random, 2), block(random)),
        12 => format!("{indent}if {}:\n{}{indent}else:\n{}", truth(random, 2), block(random), block(random)),
        13 => format!(
            "{indent}try:\n{inner}SESSION_COOKIE_NAME = os.environ[\"FEATURE\"]\n{indent}except KeyError:\n{}",
            block(random)
        ),
        _ => format!(
            "{indent}def choose(value):\n{inner}global {name}\n{inner}{name} = value\n\n{indent}choose({value})\n"
        ),
    }
}

/// An edit of `MIDDLEWARE`.
fn middleware(random: &mut Random, indent: &str) -> String {
    let one = random.pick(&MIDDLEWARE);
    let condition = truth(random, 2);
    match random.below(8) {
        0 => format!("{indent}MIDDLEWARE += [{one:?}]\n"),
        1 => format!("{indent}MIDDLEWARE.insert(0, {one:?})\n"),
        2 => format!("{indent}MIDDLEWARE = [m for m in MIDDLEWARE if m != {one:?}]\n"),
        3 => format!("{indent}if {one:?} in MIDDLEWARE:\n{indent}    MIDDLEWARE.remove({one:?})\n"),
        4 => format!("{indent}MIDDLEWARE = [{one:?}, *MIDDLEWARE]\n"),
        5 => format!("{indent}MIDDLEWARE = MIDDLEWARE[::-1]\n"),
        6 => format!("{indent}MIDDLEWARE.append({one:?} if {condition} else {:?})\n", random.pick(&MIDDLEWARE)),
        _ => format!("{indent}MIDDLEWARE = {} + MIDDLEWARE[1:]\n", some(random)),
    }
}
