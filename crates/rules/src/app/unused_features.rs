//! `app/unused-features`: samples and tools that came with something were left on.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Call, Check, Exchange, Facts, Place, Rule, Severity, Standing, Step, Strength, Verdicts};

use crate::common::{Fault, file_of, is_on, step_at};

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
    remedies: &[],
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
    ],
    check: Check::Native(check),
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
    ("<title>GraphiQL</title>", "a GraphQL console"),
    ("<title>GraphQL Playground</title>", "a GraphQL console"),
];

fn check(facts: &Facts, out: &mut Verdicts) {
    for call in facts.calls.iter().filter(|c| c.function.ends_with("GraphQLView.as_view")) {
        console(call, out);
    }
    for exchange in facts.exchanges.iter().filter(|e| e.status == 200) {
        welcome(facts, exchange, out);
    }
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
