//! Which sites may read what a place answers.
//!
//! The common recipe repeats its lines in an `if` for each method, so that such blocks count as the place itself. An `if`
//! about the origin is a list of sites, and is left to whoever wrote it.

use sneck_model::{Key, Value};

use super::context::Context;
use super::header::{self, step};
use super::site::{Answers, Serves, Site};
use super::variable::Variables;
use crate::config::braces::Directive;
use crate::config::origins;
use crate::config::served::Draft;

/// The headers of places that hand requests to a program: files are public anyway.
pub(super) fn settings(site: &Site<'_>) -> Vec<Draft> {
    let programs = site.places.iter().filter(|place| matches!(place.serves, Serves::Program(_)));
    programs.flat_map(|place| origins::HEADERS.iter().filter_map(|row| draft(site, place, *row))).collect()
}

fn draft(site: &Site<'_>, place: &Answers<'_>, (key, name): (Key, &'static str)) -> Option<Draft> {
    let (line, text) = sent(&place.context, name)?;
    let because = vec![step(line, "sets it")];
    // Through a `map` it is a list of sites, too.
    let draft = match text {
        "$http_origin" | "${http_origin}" if key == Key::CORS_ORIGINS => origins::reflected(because),
        _ => origins::draft(key, name, &value(site, place, text), because),
    };
    Some(draft.within(&place.scope))
}

fn value(site: &Site<'_>, place: &Answers<'_>, text: &str) -> Value {
    Variables::new(&place.context, site.has_tls()).value(text)
}

/// The line that sends it, and what it sends.
fn sent<'d>(context: &Context<'d>, name: &str) -> Option<(&'d Directive, &'d str)> {
    if let Some(more) = header::more_set(context, name) {
        return Some(more);
    }
    let of = |line: &&'d Directive| line.word(0).eq_ignore_ascii_case(name);
    let own = header::lines(context).into_iter().find(of);
    let line = own.or_else(|| by_method(context).find(of))?;
    Some((line, line.word(1)))
}

/// Lines in an `if` that asks for the method alone.
fn by_method<'d>(context: &Context<'d>) -> impl Iterator<Item = &'d Directive> {
    let blocks = context.own("if").filter(|block| block.word(0).trim_start_matches('(') == "$request_method");
    blocks.flat_map(|block| block.all("add_header"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::nginx::parse::parse;

    fn origins(location: &str) -> Vec<String> {
        let text = format!(
            "http {{ map $http_origin $cors {{ default \"\"; ~shop $http_origin; }}\nserver {{ {location} }} }}"
        );
        let http = parse(&"nginx.conf".into(), &text).directives.remove(0);
        let server = http.all("server").next().expect("a server");
        let drafts = settings(&Site::new(&http, server));
        let own = drafts.iter().filter(|draft| draft.key == Key::CORS_ORIGINS);
        own.map(|draft| format!("{:?}", draft.value)).collect()
    }

    #[test]
    fn a_line_of_the_place_or_of_its_methods() {
        let star = ["Text(\"*\")"];
        assert_eq!(
            origins("location / { proxy_pass http://a; add_header Access-Control-Allow-Origin * always; }"),
            star
        );
        let by_method = "location / { if ($request_method = 'GET') { add_header 'Access-Control-Allow-Origin' '*'; } proxy_pass http://a; }";
        assert_eq!(origins(by_method), star);
        let around = "add_header Access-Control-Allow-Origin *; location / { proxy_pass http://a; }";
        assert_eq!(origins(around), star);
    }

    #[test]
    fn whoever_asks_unless_a_list_decides() {
        let of = |value: &str| {
            format!("location / {{ proxy_pass http://a; add_header Access-Control-Allow-Origin {value}; }}")
        };
        assert_eq!(origins(&of("$http_origin")), ["Text(\"<request origin>\")"]);
        assert!(!origins(&of("$cors")).concat().contains("request origin"));
        let asked = "location / { if ($http_origin ~ shop) { add_header Access-Control-Allow-Origin $http_origin; } proxy_pass http://a; }";
        assert!(origins(asked).is_empty());
    }

    #[test]
    fn files_are_public_anyway() {
        let fonts = "location ~* \\.woff2$ { root /srv; add_header Access-Control-Allow-Origin *; }";
        assert!(origins(fonts).is_empty());
    }
}
