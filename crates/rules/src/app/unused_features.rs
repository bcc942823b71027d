//! `app/unused-features`: samples and tools that came with something were left on.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Call, Check, Edit, Exchange, Facts, Finding, Framework, Key, Place, Rule, Setting, Severity, Standing, Step,
    Strength, Value, Verdicts,
};

use crate::common::{Fault, file_of, is_on, judge, origin, step_at};
use crate::live::{self, Seen};
use crate::{graphql, mending};

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/unused-features",
    title: "Something that nobody uses was left on",
    severity: Severity::Low,
    checklist: "Samples, default pages and developers' tools are removed",
    why: "What nobody uses nobody watches and nobody updates. A GraphQL console shows the whole schema and sends any \
          query; a welcome page says which server it is and that nobody has finished setting it up.",
    remedy: "Switch it off, or on for developers only:\n\n\
             GraphQLView.as_view(\"graphql\", schema=schema, graphiql=app.debug)",
    remedies: &[(
        Framework::Django,
        "Leave out of production what is for developers. The pages of Django REST framework:\n\n\
         REST_FRAMEWORK = {\"DEFAULT_RENDERER_CLASSES\": \
         [\"rest_framework.renderers.JSONRenderer\"]}\n\n\
         Graphene's console: `GraphQLView.as_view(graphiql=settings.DEBUG)`.",
    )],
    references: &[
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
        "https://cheatsheetseries.owasp.org/cheatsheets/GraphQL_Cheat_Sheet.html#introspection--graphiql",
    ],
    cwe: &[1188, 200],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask
from flask_graphql import GraphQLView
from schema import schema

app = Flask(__name__)
app.add_url_rule("/graphql", view_func=GraphQLView.as_view("graphql", schema=schema, graphiql=True))
"#),
        Bad(r#"=== GET http://shop.test/
200
content-type: text/html

<html><head><title>Welcome to nginx!</title></head></html>
"#),
        Bad(r#"=== GET http://shop.test/graphql?query=%7B__schema%7BqueryType%7Bname%7D%7D%7D
200
content-type: application/json

{"data": {"__schema": {"queryType": {"name": "Query"}}}}
"#),
        Good(
            r#"=== GET http://shop.test/graphql?query=%7B__schema%7BqueryType%7Bname%7D%7D%7D
400
content-type: application/json

{"errors": [{"message": "GraphQL introspection has been disabled"}]}
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask
from flask_graphql import GraphQLView
from schema import schema

app = Flask(__name__)
app.add_url_rule("/graphql", view_func=GraphQLView.as_view("graphql", schema=schema, graphiql=False))
"#,
        ),
        Good(
            r#"=== GET http://shop.test/
200
content-type: text/html

<html><head><title>The book shop</title></head></html>
"#,
        ),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["rest_framework"]
REST_FRAMEWORK = {"DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"]}
"#,
        ),
    ],
    asks: Some(graphql::asks),
    check: Check::Native(check),
    mend: Some(mend),
};

/// Keyword arguments that switch on a console for GraphQL.
const CONSOLES: &[&str] = &["graphiql", "graphql_ide", "playground"];

/// A page that something shows before anybody has set it up, told by its title.
const WELCOME: &[(&str, &str)] = &[
    ("<title>Welcome to nginx!</title>", "nginx's welcome page"),
    ("<title>Apache2 Debian Default Page: It works</title>", "Apache's welcome page"),
    ("<title>Apache2 Ubuntu Default Page: It works</title>", "Apache's welcome page"),
    ("<title>IIS Windows Server</title>", "IIS's welcome page"),
    ("<title>The install worked successfully! Congratulations!</title>", "Django's welcome page"),
];

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::API_RENDERERS) {
        judge(out, setting, is_browsable, forms_for_everybody);
    }
    for call in facts.calls.iter().filter(|c| c.function.ends_with(".as_view")) {
        console(call, out);
    }
    for exchange in facts.exchanges.iter().filter(|e| e.status == 200 && e.is_own()) {
        welcome(facts, exchange, out);
    }
    for seen in live::seen(facts, |answer| graphql::shows(answer).is_some()) {
        of_graphql(out, &seen);
    }
}

fn of_graphql(out: &mut Verdicts, seen: &Seen<'_>) {
    let found: Vec<_> = seen.answers.iter().filter_map(|answer| Some((*answer, graphql::shows(answer)?))).collect();
    let Some((first, says)) = found.first() else { return };
    let fix = "In production, switch introspection and the console off where the server is made, or ask for a log-in before it.";
    let places = found.iter().map(|(answer, says)| live::step(answer, "body", says.as_str())).collect();
    Fault::new(format!("{} {says}.", first.url)).fix(fix).at(
        out,
        &seen.subject,
        seen.standing,
        Strength::Proves,
        live::few(places),
    );
}

/// Django REST framework shows each answer as a page with forms, unless its list of renderers leaves that one out.
fn is_browsable(renderers: &Value) -> bool {
    let shows = |name: &str| name.rsplit('.').next() == Some("BrowsableAPIRenderer");
    renderers.list().iter().filter_map(Value::text).any(shows)
}

fn forms_for_everybody(setting: &Setting) -> Fault {
    Fault::new(format!(
        "The API shows itself as pages with forms in a browser (`{}`, {}): handy for developers, and for whoever looks for \
         fields to try.",
        setting.raw,
        origin(setting)
    ))
    .fix(format!("In production, leave `[\"rest_framework.renderers.JSONRenderer\"]` alone in `{}`.", setting.raw))
    .severity(Severity::Info)
}

fn console(call: &Call, out: &mut Verdicts) {
    let (subject, standing) = (file_of(&call.place), Standing::Kind(call.kind));
    let Some(option) = CONSOLES.iter().find_map(|name| call.keyword(name)) else { return };
    let name = option.name.as_deref().unwrap_or_default();
    // Strawberry takes the console's name, or `None` for none.
    if !is_on(&option.value) {
        return out.passes(&subject, standing, vec![step_at(&call.place, format!("has `{name}` off"))]);
    }
    Fault::new("The GraphQL console is served: it shows the whole schema and sends any query that a visitor types.")
        .fix(format!("Write `{name}=False`, or make it follow debug mode."))
        .at(out, &subject, standing, Strength::Shows, vec![step_at(&call.place, format!("has `{name}` on"))]);
}

fn welcome(facts: &Facts, exchange: &Exchange, out: &mut Verdicts) {
    let (subject, standing) = facts.about(exchange);
    let place = Place::Reply { url: exchange.url.clone(), part: "body".into() };
    let Some((_, what)) = WELCOME.iter().find(|(title, _)| exchange.body.contains(title)) else {
        return out.passes(&subject, standing, vec![Step::new(place, "is no default page")]);
    };
    let says = format!("{} is {what}: it was installed and left as it came.", exchange.url);
    let step = Step::new(place, format!("is {what}"));
    Fault::new(says).fix("Remove the page.").at(out, &subject, standing, Strength::Proves, vec![step]);
}

fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let on = |call: &Call, name: &str| call.keyword(name).is_some_and(|argument| argument.value.is_true());
    let of = |name: &'static str| mending::with_keyword(facts, finding, move |call| on(call, name), name, "False");
    CONSOLES.iter().flat_map(|name| of(name)).collect()
}
