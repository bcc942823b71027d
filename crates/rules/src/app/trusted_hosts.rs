//! `app/trusted-hosts`: the host in links is taken from the request.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Ask, Call, Check, Exchange, Facts, Framework, Judgement, Key, Kind, Origin, Request, Rule, Setting, Severity,
    Strength, Value, Verdicts,
};

use crate::asking;
use crate::common::{Fault, belongs, judge, origin, place_of, stands, step_at};
use crate::django;
use crate::hosts::is_for_everybody;
use crate::live::{self, Seen};

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/trusted-hosts",
    title: "The visitor chooses the host of links",
    severity: Severity::Medium,
    checklist: "Only the app's own host names are answered",
    why: "Full links are built from the `Host` header of the request, which the visitor writes. Somebody can ask for \
          another person's password to be reset under a host name of his own: the mail then carries a link, with a \
          valid token, that leads to the attacker.",
    remedy: "Name the hosts that the app is reached by (Flask 3.1 and later):\n\n\
             TRUSTED_HOSTS = [\"shop.example\", \".shop.example\"]\n\n\
             In earlier releases let the web server in front refuse other hosts.",
    remedies: &[
        (
            Framework::Django,
            "Name the hosts that the app is reached by:\n\n\
         ALLOWED_HOSTS = [\"shop.example\", \".shop.example\"]",
        ),
        (
            Framework::Fastapi,
            "Name the hosts that the app is reached by:\n\
        \n\
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[\"shop.example\", \"*.shop.example\"])",
        ),
    ],
    references: &[
        "https://flask.palletsprojects.com/en/stable/config/#TRUSTED_HOSTS",
        "https://flask.palletsprojects.com/en/stable/web-security/#host-header-validation",
        "https://cwe.mitre.org/data/definitions/644.html",
    ],
    cwe: &[644, 20],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask, url_for

app = Flask(__name__)

def send_password_reset(user, token):
    link = url_for("reset", token=token, _external=True)
    send_mail(user, link)
"#),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
app.config["TRUSTED_HOSTS"] = ["*"]
"#),
        Good(
            r#"=== app.py
from flask import Flask, url_for

app = Flask(__name__)
app.config["TRUSTED_HOSTS"] = ["shop.example"]

def send_password_reset(user, token):
    link = url_for("reset", token=token, _external=True)
    send_mail(user, link)
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask, url_for

app = Flask(__name__)

@app.route("/")
def index():
    return url_for("index")
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["*"]
"#),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = [".herokuapp.com"]
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example", ".shop.example"]
"#,
        ),
        Bad(r#"=== main.py
from fastapi import FastAPI
from fastapi.middleware.trustedhost import TrustedHostMiddleware

app = FastAPI()
app.add_middleware(TrustedHostMiddleware, allowed_hosts=["*"])
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Bad(r#"=== main.py
from fastapi import FastAPI, Request
from mail import send_mail

app = FastAPI()

@app.post("/password/reset")
def reset_password(request: Request, email: str):
    send_mail(email, request.url_for("new_password"))
    return {"sent": True}
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Good(
            r#"=== main.py
from fastapi import FastAPI
from fastapi.middleware.trustedhost import TrustedHostMiddleware

app = FastAPI()
app.add_middleware(TrustedHostMiddleware, allowed_hosts=["shop.example"])
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== GET https://shop.example/account
> host: sneck-probe.example
302
location: https://sneck-probe.example/login
"#),
        Good(
            r#"=== GET https://shop.example/account
> host: sneck-probe.example
302
location: https://shop.example/login
"#,
        ),
    ],
    asks: Some(asks),
    check: Check::Native(check),
    mend: None,
};

/// How many of the calls that make links are shown.
const SHOWN: usize = 5;

/// Words in the name of a function or file that sends a link to somebody else.
const SENT: &[&str] = &["mail", "reset", "confirm", "verif", "invit", "activat", "token", "password"];

fn check(facts: &Facts, out: &mut Verdicts) {
    // Each app has this setting in each environment; that of the hosts is known to Flask 3.1 and later only.
    for carrier in facts.settings_of(Key::DEBUG) {
        if django::is_app(facts, &carrier.component) {
            let hosts = facts.setting(&carrier.component, carrier.standing, Key::TRUSTED_HOSTS);
            hosts.into_iter().for_each(|hosts| judge(out, hosts, |v| wide(v).is_some(), allowed));
            continue;
        }
        match facts.setting(&carrier.component, carrier.standing, Key::TRUSTED_HOSTS) {
            Some(hosts) if hosts.value != Value::None => judge(out, hosts, allows_all, any_host),
            hosts => missing(facts, hosts, carrier, out),
        }
    }
    for seen in live::seen(facts, |answer| reflects(answer).is_some()) {
        observed(out, &seen);
    }
}

/// Pages that redirect or link are asked again under a name that nobody has.
fn asks(facts: &Facts) -> Vec<Ask> {
    let host = format!("{}.example", facts.nonces.word("app/trusted-hosts", 12));
    let again = |page: &Exchange| {
        let target = page.target();
        let own = Request::of("GET", &page.origin, target).header("Host", host.as_str());
        let forwarded = Request::of("GET", &page.origin, target).header("X-Forwarded-Host", host.as_str());
        [own, forwarded].map(|request| Ask::request(request, "whether the visitor chooses the host of links"))
    };
    let links = |page: &&Exchange| live::is_redirect(page) || page.body.contains("://");
    let pages = |origin: &Origin| asking::pages(facts, origin).into_iter().filter(links).take(6).collect::<Vec<_>>();
    facts.origins.iter().flat_map(pages).flat_map(again).collect()
}

/// The part of an answer that repeats a host that was made up: where to go, or a link of a page.
fn reflects(answer: &Exchange) -> Option<&'static str> {
    let sent =
        |name: &str| answer.sent.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str());
    let own = answer.origin.url.split_once("://").map_or("", |(_, host)| host);
    let foreign = |host: &&str| !own.eq_ignore_ascii_case(host) && host.contains('.');
    let host = [sent("host"), sent("x-forwarded-host")].into_iter().flatten().find(foreign)?;
    // What stands before an `@` is a user's name.
    let leads = |text: &str, begin: &str| {
        let all = text.match_indices(begin).map(|(at, _)| &text[at + begin.len()..]);
        all.filter_map(|rest| rest.strip_prefix(host)).any(|rest| !rest.starts_with('@'))
    };
    let away = |to: &str| leads(to, "://") || (to.starts_with("//") && leads(to, "//"));
    if answer.header("location").any(away) {
        return Some("header location");
    }
    let linked =
        |mark: &str| ["http://", "https://"].iter().any(|scheme| leads(&answer.body, &format!("{mark}{scheme}")));
    let marks = ["href=\"", "action=\"", "src=\"", "href='", "action='", "src='"];
    marks.into_iter().any(linked).then_some("body")
}

fn observed(out: &mut Verdicts, seen: &Seen<'_>) {
    let Some((first, _)) = seen.answers.iter().find_map(|answer| Some((*answer, reflects(answer)?))) else { return };
    let says = format!(
        "{} writes the host that the visitor sends into its links: a link to set a new password can lead to another site.",
        first.url
    );
    let step = |answer: &&Exchange| Some(live::step(answer, reflects(answer)?, "repeats the host that was sent"));
    let places = seen.answers.iter().filter_map(step).collect();
    Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
}

fn allows_all(value: &Value) -> bool {
    value.text() == Some("*") || value.list().iter().any(|host| host.text() == Some("*"))
}

fn any_host(setting: &Setting) -> Fault {
    Fault::new(format!(
        "`{}` contains `*` ({}): the list names no host of yours, so it protects nothing.",
        setting.raw,
        origin(setting)
    ))
    .fix(format!("Name the app's own hosts at {}.", place_of(setting)))
}

/// What is wrong with Django's list.
enum Wide<'v> {
    /// It holds `*`.
    All,
    /// It holds a name below which strangers have names.
    Below(&'v str),
    /// It is empty.
    Nobody,
}

fn wide(hosts: &Value) -> Option<Wide<'_>> {
    if allows_all(hosts) {
        return Some(Wide::All);
    }
    if hosts.truth() == Some(false) {
        return Some(Wide::Nobody);
    }
    let names = hosts.list().iter().filter_map(Value::text);
    names.filter(|name| name.starts_with('.')).find(|name| is_for_everybody(name)).map(Wide::Below)
}

fn allowed(setting: &Setting) -> Fault {
    let at = origin(setting);
    let raw = &setting.raw;
    match setting.value.alternatives().find_map(wide) {
        Some(Wide::Below(name)) => Fault::new(format!(
            "`{raw}` contains `{name}` ({at}), below which strangers have names: links that the app makes can lead to them."
        ))
        .severity(Severity::Low),
        Some(Wide::Nobody) => Fault::new(format!(
            "`{raw}` is empty ({at}): outside of debug mode Django answers nobody.{}",
            django::named("W020")
        ))
        .severity(Severity::Info),
        _ if setting.value.judge(allows_all) == Judgement::Unsafe(Strength::Suggests) => Fault::new(format!(
            "`{raw}` contains `*` ({at}) unless something that was not read names the hosts: links that the app makes \
             carry whichever host the visitor names."
        ))
        .severity(Severity::Low),
        _ => Fault::new(format!(
            "`{raw}` contains `*` ({at}): links that the app makes (to reset a password, say) carry whichever host the \
             visitor names."
        )),
    }
    .fix(format!("Name the app's own hosts at {}: `{raw} = [\"shop.example\"]`.", place_of(setting)))
}

/// No list: that matters where full links are made from the request.
fn missing(facts: &Facts, hosts: Option<&Setting>, carrier: &Setting, out: &mut Verdicts) {
    let Some(app) = facts.app(&carrier.component) else { return };
    // What stands around a mounted app answers for it; aiohttp and Express have no such setting.
    if hosts.is_none() && matches!(app.framework, Framework::Fastapi | Framework::Aiohttp | Framework::Express) {
        return;
    }
    let makes = |c: &&Call| makes_full_link(c) && c.kind == Kind::Production && belongs(facts, app, &c.place);
    let links: Vec<&Call> = facts.calls.iter().filter(makes).collect();
    let Some(worst) = links.iter().find(|c| is_sent(c)).or(links.first()) else { return };
    let absent = || vec![step_at(&app.created, "names no hosts that it answers")];
    let mut places = hosts.map_or_else(absent, |setting| setting.because.clone());
    places.extend(links.iter().take(SHOWN).map(|c| step_at(&c.place, "makes a full link")));
    let fault = link_fault(worst);
    let fault = if hosts.is_some() { fault } else { fault.fix(OLDER) };
    fault.at(out, &app.subject, stands(carrier), Strength::Shows, places);
}

/// What to do before Flask 3.1, which has no such setting.
const OLDER: &str = "Flask before 3.1 has no setting for it: let the web server in front refuse other hosts, or upgrade \
                     and set `TRUSTED_HOSTS`.";

fn makes_full_link(call: &Call) -> bool {
    // Starlette makes full links only, and most of them for the page at hand: those that are sent count.
    let view = call.within.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_sent = ["reset", "invit", "forgot"].iter().any(|word| view.contains(word));
    let of_request = call.function == "starlette.requests.Request.url_for" && is_sent;
    of_request || call.function == "flask.url_for" && call.keyword("_external").is_some_and(|a| a.value.is_true())
}

fn is_sent(call: &Call) -> bool {
    let told = format!("{} {}", call.within, call.place).to_ascii_lowercase();
    SENT.iter().any(|word| told.contains(word))
}

fn link_fault(link: &Call) -> Fault {
    let place = &link.place;
    if is_sent(link) {
        let says = format!(
            "Links that are sent to people are made from the host that the request names ({place}), and no list of \
             hosts limits it: an attacker can have a link with somebody's token lead to his own server."
        );
        return Fault::new(says);
    }
    let says =
        format!("Full links are made from the host that the request names ({place}), and no list of hosts limits it.");
    Fault::new(says).severity(Severity::Low)
}
