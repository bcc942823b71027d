//! What GraphQL servers show everybody: their schema, and a console for it.

use sneck_model::{Ask, Exchange, Facts, Request};

use crate::{asking, live};

/// Addresses that such servers have by default.
const TARGETS: &[&str] = &["/graphql", "/graphql/", "/api/graphql", "/v1/graphql", "/query"];

/// Asks for the name of the type of queries alone: a question that every server with introspection answers. It reads.
const QUESTION: &str = "?query=%7B__schema%7BqueryType%7Bname%7D%7D%7D";

/// The question, and the page as a browser asks for it. Apollo's server wants a header that no form can send.
pub(crate) fn asks(facts: &Facts) -> Vec<Ask> {
    let schema = |origin, base: &str, target: &str| {
        let request = Request::of("GET", origin, format!("{base}{target}{QUESTION}"));
        let request = request.header("Accept", "application/json").header("Apollo-Require-Preflight", "true");
        Ask::request(request, "whether a GraphQL server tells its schema")
    };
    let console = |origin, base: &str, target: &str| {
        let request = Request::of("GET", origin, format!("{base}{target}")).header("Accept", "text/html");
        Ask::request(request, "whether a GraphQL server shows a console")
    };
    let of = |(origin, base)| TARGETS.iter().flat_map(move |to| [schema(origin, base, to), console(origin, base, to)]);
    asking::places(facts).flat_map(of).collect()
}

/// Two marks of each console: its own scripts are loaded, and it is started.
const CONSOLES: &[(&str, &str, &str)] = &[
    ("graphiql", "React.createElement(", "GraphiQL"),
    ("graphiql", "ReactDOM.createRoot(", "GraphiQL"),
    ("<title>GraphiQL", "graphiql", "GraphiQL"),
    ("<title>GraphQL Playground</title>", "GraphQLPlayground.init(", "GraphQL Playground"),
    ("embeddable-sandbox", "EmbeddedSandbox(", "Apollo's sandbox"),
    ("altair", "AltairGraphQL.init(", "Altair"),
];

/// What such a server shows everybody, as a clause that follows the address.
pub(crate) fn shows(answer: &Exchange) -> Option<String> {
    if answer.status != 200 {
        return None;
    }
    if tells_schema(answer) {
        return Some("tells everybody the whole GraphQL schema: introspection is on".to_owned());
    }
    let has = |mark: &str| answer.body.contains(mark);
    let console = CONSOLES.iter().find(|(a, b, _)| has(a) && has(b)).filter(|_| live::is_page(answer));
    console.map(|(.., name)| format!("is a GraphQL console ({name}): it sends any query that a visitor types"))
}

/// The answer to the question; a server that repeats it, or a page that tells of it, has not this form.
fn tells_schema(answer: &Exchange) -> bool {
    let body: String = answer.body.chars().filter(|c| !c.is_whitespace()).take(LONGEST).collect();
    let told = body.split_once("\"__schema\":{\"queryType\":{\"name\":\"").map(|(_, rest)| rest);
    let named = told
        .and_then(|rest| rest.split_once("\"}"))
        .is_some_and(|(name, _)| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
    body.starts_with("{\"data\":{") && named
}

/// Characters of an answer to the question, at most.
const LONGEST: usize = 4096;

#[cfg(test)]
mod tests {
    use sneck_model::{Kind, Origin};

    use super::*;

    fn answer(kind: &str, body: &str) -> Exchange {
        let origin = Origin { url: "http://app.test".into(), kind: Kind::Production, name: None };
        let headers = vec![("Content-Type".to_owned(), kind.to_owned())];
        Exchange { headers, body: body.into(), ..Exchange::new(origin, "GET", "http://app.test/graphql", 200) }
    }

    #[test]
    fn a_schema_is_told_by_the_answer_and_not_by_the_question() {
        let told = |body: &str| shows(&answer("application/json", body)).is_some();
        assert!(told("{\"data\": {\"__schema\": {\"queryType\": {\"name\": \"Query\"}}}}"));
        assert!(!told("{\"data\": null, \"asked\": \"{__schema{queryType{name}}}\"}"));
        assert!(!told("{\"errors\": [{\"message\": \"introspection has been disabled: __schema\"}]}"));
    }

    #[test]
    fn a_console_is_started_and_not_only_named() {
        let page = "<title>GraphiQL</title><script src=/graphiql.min.js></script>";
        assert!(shows(&answer("text/html", page)).is_some_and(|says| says.contains("GraphiQL")));
        assert_eq!(shows(&answer("text/html", "<p>Try our API in graphiql, or in altair")), None);
    }
}
