//! `cookies/jwt`: JSON web tokens are taken without a proof, or for ever.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Argument, Call, Check, Facts, Framework, Key, Rule, Setting, Severity, Standing, Step, Strength, Value, Verdicts,
    Weakness,
};

use crate::common::{Fault, file_of, judge, origin};
use crate::live::{self, Seen};
use crate::token;

/// The rule.
pub static RULE: Rule = Rule {
    id: "cookies/jwt",
    title: "JSON web tokens can be forged or never end",
    severity: Severity::High,
    checklist: "JSON web tokens are verified with one pinned algorithm and run out",
    why: "Whoever can write a token that the app accepts is any user they like. That is so when the signature is not \
          verified, when the app takes `none` or leaves the choice of the algorithm to the token, when one list holds \
          shared-key and public-key algorithms (the public key then serves as the shared one), and when the key can be \
          guessed. A token without `exp` stays good for ever, whoever copied it.",
    remedy: "Verify, name one algorithm, and let tokens run out:\n\n\
             jwt.encode({\"sub\": user.id, \"exp\": now + timedelta(minutes=15)}, app.config[\"SECRET_KEY\"], algorithm=\"HS256\")\n\
             jwt.decode(token, app.config[\"SECRET_KEY\"], algorithms=[\"HS256\"])",
    remedies: &[
        (
            Framework::Django,
            "Verify, name one algorithm, and let tokens run out:\n\n\
         jwt.encode({\"sub\": user.pk, \"exp\": now + timedelta(minutes=15)}, settings.SECRET_KEY, \
         algorithm=\"HS256\")\n\
         jwt.decode(token, settings.SECRET_KEY, algorithms=[\"HS256\"])",
        ),
        (
            Framework::Fastapi,
            "Let tokens end, and keep the key outside of the project:\n\
        \n\
        claims[\"exp\"] = datetime.now(timezone.utc) + timedelta(minutes=30)\n\
        jwt.encode(claims, settings.secret_key, algorithm=\"HS256\")",
        ),
    ],
    references: &[
        "https://www.rfc-editor.org/rfc/rfc8725",
        "https://pyjwt.readthedocs.io/en/stable/usage.html",
        "https://flask-jwt-extended.readthedocs.io/en/stable/options.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/JSON_Web_Token_for_Java_Cheat_Sheet.html",
    ],
    cwe: &[347, 327, 613],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
import jwt
from flask import Flask, request

app = Flask(__name__)

@app.get("/me")
def me():
    return jwt.decode(request.cookies["token"], options={"verify_signature": False})
"#),
        Bad(r#"=== app.py
import os
import jwt
from flask import Flask, request

app = Flask(__name__)

@app.get("/me")
def me():
    return jwt.decode(request.cookies["token"], os.environ["KEY"], algorithms=["HS256", "RS256"])
"#),
        Bad(r#"=== GET https://shop.example/login
200
content-type: text/html
set-cookie: token=eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiIxIn0.; Secure; HttpOnly; SameSite=Lax

<h1>Log in</h1>
"#),
        Bad(r#"=== shop/settings.py
TOKEN_KEY = "bookshop"
=== shop/tokens.py
import jwt
from shop.settings import TOKEN_KEY

def read(token):
    return jwt.decode(token, TOKEN_KEY, algorithms=["HS256"])
"#),
        Good(
            r#"=== app.py
import os
import jwt
from flask import Flask, request

app = Flask(__name__)

@app.get("/me")
def me():
    return jwt.decode(request.cookies["token"], os.environ["KEY"], algorithms=["HS256"])
"#,
        ),
        Good(
            r#"=== app.py
import os
import time
import jwt
from flask import Flask

app = Flask(__name__)

@app.post("/login")
def login():
    return jwt.encode({"sub": "1", "exp": time.time() + 900}, os.environ["KEY"], algorithm="HS256")
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// Functions that sign and verify, of PyJWT and python-jose; both take (payload or token, key, …).
const ENCODE: &[&str] = &["jwt.encode", "jwt.api_jwt.encode", "jose.jwt.encode"];
const DECODE: &[&str] = &["jwt.decode", "jwt.api_jwt.decode", "jwt.decode_complete", "jose.jwt.decode"];

/// A fault of a call: how bad, what is wrong.
type Wrong = (Severity, String);

fn check(facts: &Facts, out: &mut Verdicts) {
    for call in &facts.calls {
        let faults: &[fn(&Call) -> Option<Wrong>] = match call.function.as_str() {
            name if DECODE.contains(&name) => &[not_verified, takes_none, mixes, not_pinned, weak_key],
            name if ENCODE.contains(&name) => &[signs_with_none, weak_key, never_ends],
            _ => continue,
        };
        judge_call(out, call, faults.iter().find_map(|fault| fault(call)));
    }
    for setting in facts.settings_of(Key::TOKEN_ALGORITHM) {
        judge(out, setting, is_none, unsigned);
    }
    for setting in facts.settings_of(Key::TOKEN_LIFETIME) {
        judge(out, setting, |value| value.truth() == Some(false), endless);
    }
    for seen in live::seen(facts, |answer| !answer.cookies.is_empty()) {
        observed(out, &seen);
    }
}

fn judge_call(out: &mut Verdicts, call: &Call, wrong: Option<Wrong>) {
    let (subject, standing) = (file_of(&call.place), Standing::Kind(call.kind));
    let step = |says: &str| vec![Step::new(call.place.clone(), says)];
    match wrong {
        None => out.passes(&subject, standing, step("verifies or signs with a pinned algorithm")),
        Some((severity, says)) => {
            let fault = Fault::new(format!("`{}` {says}.", call.function)).severity(severity);
            let key =
                call.argument("key", 1).and_then(|key| key.written.clone()).filter(|_| says.starts_with("uses a key"));
            let places = step(&says).into_iter().chain(key.map(|place| Step::new(place, "is the key"))).collect();
            fault.at(out, &subject, standing, Strength::Shows, places);
        }
    }
}

/// `options={"verify_signature": False}`, and `verify=False` of PyJWT before 2.0.
fn not_verified(call: &Call) -> Option<Wrong> {
    let off = |value: &Value| value.truth() == Some(false);
    let by_option = match call.keyword("options").map(|argument| &argument.value) {
        Some(Value::Map(options)) => options.iter().any(|(name, value)| name == "verify_signature" && off(value)),
        _ => false,
    };
    let by_flag = call.keyword("verify").is_some_and(|argument| off(&argument.value));
    (by_option || by_flag)
        .then(|| (Severity::High, "does not verify the signature, so the token may say anything".to_owned()))
}

fn algorithms(call: &Call) -> Option<&Argument> {
    call.argument("algorithms", 2)
}

fn names(value: &Value) -> Vec<String> {
    let each = |v: &Value| v.text().map(str::to_ascii_uppercase);
    match value {
        Value::List(all) => all.iter().filter_map(each).collect(),
        one => each(one).into_iter().collect(),
    }
}

fn takes_none(call: &Call) -> Option<Wrong> {
    let takes = names(&algorithms(call)?.value).iter().any(|name| name == "NONE");
    takes.then(|| (Severity::High, "takes tokens without a signature (`none`)".to_owned()))
}

fn mixes(call: &Call) -> Option<Wrong> {
    let names = names(&algorithms(call)?.value);
    let shared = names.iter().any(|name| name.starts_with("HS"));
    let public = names.iter().any(|name| ["RS", "ES", "PS", "ED"].iter().any(|family| name.starts_with(family)));
    (shared && public).then(|| {
        let says =
            "takes shared-key and public-key algorithms alike, so the public key can serve to sign a forged token";
        (Severity::High, says.to_owned())
    })
}

/// PyJWT from 2.0 on refuses such a call; older releases and python-jose take what the token names.
fn not_pinned(call: &Call) -> Option<Wrong> {
    let unpinned = algorithms(call).is_none_or(|argument| argument.value == Value::None);
    unpinned.then(|| (Severity::Medium, "leaves the choice of the algorithm to the token".to_owned()))
}

fn signs_with_none(call: &Call) -> Option<Wrong> {
    is_none(&call.argument("algorithm", 2)?.value)
        .then(|| (Severity::High, "makes tokens without a signature (`none`)".to_owned()))
}

fn is_none(value: &Value) -> bool {
    value.text().is_some_and(|text| text.eq_ignore_ascii_case("none"))
}

/// A key that stands in the call itself. Keys of the configuration are judged where they are set.
fn weak_key(call: &Call) -> Option<Wrong> {
    let why = match call.argument("key", 1)?.value.secret()?.weakness()? {
        Weakness::Published(source) => format!("uses a key that is published ({source})"),
        Weakness::Bits(bits) => format!("uses a key that can be guessed (about {bits} bits)"),
    };
    Some((Severity::High, why))
}

/// Only a payload that is written out where it is signed can be seen to lack `exp`.
fn never_ends(call: &Call) -> Option<Wrong> {
    let Value::Map(claims) = &call.argument("payload", 0).or_else(|| call.keyword("claims"))?.value else {
        return None;
    };
    let ends = claims.iter().any(|(name, _)| name == "exp");
    (!ends).then(|| (Severity::Medium, "makes tokens without `exp`, which stay good for ever".to_owned()))
}

fn unsigned(setting: &Setting) -> Fault {
    Fault::new(format!("Tokens are taken without a signature: `{}` is `none` ({}).", setting.raw, origin(setting)))
}

fn endless(setting: &Setting) -> Fault {
    let says = format!("Tokens never run out: `{}` is off ({}).", setting.raw, origin(setting));
    Fault::new(says).severity(Severity::Medium)
}

fn observed(out: &mut Verdicts, seen: &Seen<'_>) {
    for answer in &seen.answers {
        for cookie in &answer.cookies {
            let Some(wrong) = cookie.value.attempt(wrong_token) else { continue };
            let step = |says: &str| vec![live::header_step(answer, "set-cookie", format!("`{}` {says}", cookie.name))];
            let Some((severity, says)) = wrong else {
                out.passes(&seen.subject, seen.standing, step("is signed and runs out"));
                continue;
            };
            let fault = Fault::new(format!("The token in the cookie `{}` {says}.", cookie.name)).severity(severity);
            fault.at(out, &seen.subject, seen.standing, Strength::Proves, step(&says));
        }
    }
}

/// Nothing when the value is no token; otherwise what is wrong with it, if anything.
fn wrong_token(value: &[u8]) -> Option<Option<Wrong>> {
    let (header, content) = token::decode(value)?;
    if token::text_of(&header, "alg").is_some_and(|alg| alg.eq_ignore_ascii_case("none")) {
        return Some(Some((Severity::High, "has no signature (`alg` is `none`)".to_owned())));
    }
    let endless = token::after_name(&content, "exp").is_none();
    Some(endless.then(|| (Severity::Medium, "has no `exp` and stays good for ever".to_owned())))
}
