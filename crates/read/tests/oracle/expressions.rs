//! Random Python expressions over constants and variables of the environment.

use crate::random::Random;

/// Variables that hold words, and what they may hold.
pub const WORDS: [&str; 4] = ["STAGE", "FEATURE", "SHOP_MODE", "FLASK_DEBUG"];
pub const WORD_VALUES: [&str; 9] = ["", "0", "1", "true", "True", "False", "yes", "no", "dev"];
/// Variables that hold numbers when they are set, and what they may hold.
pub const NUMBERS: [&str; 2] = ["LIMIT", "LEVEL"];
pub const NUMBER_VALUES: [&str; 4] = ["0", "1", "7", "4096"];

/// What the expressions below use.
pub const PRELUDE: &str = r#"import os


def flag(name, default=False):
    value = os.environ.get(name)
    if value is None:
        return default
    return value.strip().lower() in ("1", "true", "yes", "on")


def word(name, default="none", change=str.lower):
    return change(os.environ.get(name) or default)
"#;

/// A truth value, or something that Flask takes for one.
pub fn truth(random: &mut Random, depth: usize) -> String {
    let name = random.pick(&WORDS);
    let value = random.pick(&WORD_VALUES);
    if depth == 0 {
        return random.pick(&["True", "False"]).to_owned();
    }
    let d = depth - 1;
    match random.below(16) {
        0 => format!("os.environ.get({name:?}) == {value:?}"),
        1 => format!("os.environ.get({name:?}, {value:?}) != \"1\""),
        2 => format!("bool(os.environ.get({name:?}))"),
        3 => format!("bool(os.getenv({name:?}, {value:?}))"),
        4 => format!("os.getenv({name:?}, \"\").lower() in (\"1\", \"true\", \"yes\")"),
        5 => format!("{name:?} in os.environ"),
        6 => format!("flag({name:?})"),
        7 => format!("flag({name:?}, default={})", truth(random, 0)),
        8 => format!("(not {})", truth(random, d)),
        9 => format!("({} and {})", truth(random, d), truth(random, d)),
        10 => format!("({} or {})", truth(random, d), truth(random, d)),
        11 => format!("({} if {} else {})", truth(random, d), truth(random, d), truth(random, d)),
        12 => format!("({} < {})", number(random, d), number(random, d)),
        13 => format!("({} in [{}, {}])", text(random, d), text(random, d), text(random, d)),
        14 => format!("any(part == {value:?} for part in {}.split(\"-\"))", text(random, d)),
        _ => truth(random, 0),
    }
}

/// A text that is never empty of meaning: cookie names and keys are made of it.
pub fn text(random: &mut Random, depth: usize) -> String {
    let name = random.pick(&WORDS);
    let literal = random.pick(&["alpha", "beta", "gamma-ray", "delta one"]);
    if depth == 0 {
        return format!("{literal:?}");
    }
    let d = depth - 1;
    match random.below(12) {
        0 => format!("os.environ.get({name:?}, {literal:?})"),
        1 => format!("(os.environ.get({name:?}) or {literal:?})"),
        2 => format!("word({name:?})"),
        3 => format!("word({name:?}, {}, change=str.title)", text(random, 0)),
        4 => format!("({} + {})", text(random, d), text(random, d)),
        5 => format!("f\"{{{}}}-{literal}\"", text(random, 0).replace('"', "'")),
        6 => format!("{}.upper()", text(random, d)),
        7 => format!("({} if {} else {})", text(random, d), truth(random, d), text(random, d)),
        8 => format!(
            "{{\"1\": {}, \"dev\": {}}}.get(os.environ.get({name:?}), {literal:?})",
            text(random, d),
            text(random, d)
        ),
        9 => format!("\"-\".join([{}, {}])", text(random, d), text(random, d)),
        10 => format!("(\"%s/%d\" % ({}, {}))", text(random, d), number(random, d)),
        _ => text(random, 0),
    }
}

/// A whole number.
pub fn number(random: &mut Random, depth: usize) -> String {
    let name = random.pick(&NUMBERS);
    let literal = random.below(5000);
    if depth == 0 {
        return literal.to_string();
    }
    let d = depth - 1;
    match random.below(8) {
        0 => format!("int(os.environ.get({name:?}, {literal}))"),
        1 => format!("int(os.getenv({name:?}) or \"{literal}\")"),
        2 => format!("({} * {} + {literal})", number(random, d), number(random, 0)),
        3 => format!("max({}, {})", number(random, d), number(random, d)),
        4 => format!("len({})", text(random, d)),
        5 => format!("({} if {} else {})", number(random, d), truth(random, d), number(random, d)),
        6 => format!("({} // 7 % 1000)", number(random, d)),
        _ => number(random, 0),
    }
}

/// A setting's name and a value for it.
pub fn setting(random: &mut Random) -> (&'static str, String) {
    const TRUTHS: [&str; 5] =
        ["DEBUG", "TESTING", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "TRAP_HTTP_EXCEPTIONS"];
    const TEXTS: [&str; 3] = ["SECRET_KEY", "SESSION_COOKIE_NAME", "PREFERRED_URL_SCHEME"];
    const COUNTS: [&str; 2] = ["MAX_CONTENT_LENGTH", "PERMANENT_SESSION_LIFETIME"];
    let depth = 1 + random.below(3);
    match random.below(10) {
        0..5 => (random.pick(&TRUTHS), truth(random, depth)),
        5..8 => (random.pick(&TEXTS), text(random, depth)),
        _ => (random.pick(&COUNTS), number(random, depth)),
    }
}
