//! Paths that a site lists itself: `robots.txt`, `sitemap.xml`, OpenAPI documents.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use sneck_model::{Exchange, Operation, Place};

use super::address::Address;

/// Paths of one list, at most.
const MOST: usize = 500;

/// What `robots.txt` allows and forbids (RFC 9309), without patterns, and the sitemaps that it names.
#[must_use]
pub fn robots(at: &Address, text: &str) -> Vec<Address> {
    let mut found = Vec::new();
    for line in text.lines().take(10 * MOST) {
        let Some((name, value)) = line.split('#').next().and_then(|line| line.split_once(':')) else { continue };
        let value = value.trim();
        let path = value.trim_end_matches('$');
        match name.trim().to_ascii_lowercase().as_str() {
            "allow" | "disallow" if path.starts_with('/') && !path.contains('*') => found.extend(at.join(path)),
            "sitemap" => found.extend(at.join(value)),
            _ => {}
        }
    }
    found.truncate(MOST);
    found
}

/// The `<loc>` of a sitemap (sitemaps.org). No XML is parsed, so no entity is ever expanded.
#[must_use]
pub fn sitemap(at: &Address, text: &str) -> Vec<Address> {
    let parts = text.split("<loc>").skip(1).take(MOST);
    parts.filter_map(|part| at.join(&part.split("</loc>").next()?.trim().replace("&amp;", "&"))).collect()
}

/// The paths of an OpenAPI or Swagger document that are read with `GET` and take no parts of their own.
#[must_use]
pub fn openapi(at: &Address, text: &str) -> Vec<Address> {
    let Ok(document) = serde_json::from_str::<Json>(text) else { return Vec::new() };
    let is_one = document.get("openapi").or(document.get("swagger")).is_some_and(Json::is_string);
    let Some(paths) = document.get("paths").and_then(Json::as_object).filter(|_| is_one) else { return Vec::new() };
    let base = base(&document);
    let plain = |(path, methods): &(&String, &Json)| methods.get("get").is_some() && !path.contains('{');
    let found = paths.iter().filter(plain).filter_map(|(path, _)| at.join(&format!("{base}{path}")));
    found.take(MOST).collect()
}

/// What the documents among some answers list, with their methods.
#[must_use]
pub fn operations(exchanges: &[Exchange]) -> Vec<Operation> {
    let is_one = |answer: &&Exchange| {
        let named = ["\"openapi\"", "\"swagger\""].iter().any(|word| answer.body.contains(word));
        answer.status == 200 && answer.is_own() && named && answer.body.contains("\"paths\"")
    };
    let mut known = BTreeSet::new();
    let documents = exchanges.iter().filter(is_one).filter(|answer| known.insert(answer.url.as_str()));
    documents.flat_map(of_document).collect()
}

fn of_document(answer: &Exchange) -> Vec<Operation> {
    let Ok(document) = serde_json::from_str::<Json>(&answer.body) else { return Vec::new() };
    let is_one = document.get("openapi").or(document.get("swagger")).is_some_and(Json::is_string);
    let Some(paths) = document.get("paths").and_then(Json::as_object).filter(|_| is_one) else { return Vec::new() };
    let base = base(&document);
    let operation = |(path, methods): (&String, &Json)| {
        let methods = methods.as_object()?.keys().map(|name| name.to_ascii_uppercase());
        Some(Operation {
            origin: answer.origin.clone(),
            path: format!("{base}{path}"),
            methods: methods.filter(|name| METHODS.contains(&name.as_str())).collect(),
            place: Place::Reply { url: answer.url.clone(), part: "body".to_owned() },
        })
    };
    paths.iter().take(MOST).filter_map(operation).collect()
}

/// What the keys of a path may be (OpenAPI 3.2, path item object); others describe the path.
const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"];

/// `basePath` of Swagger 2, or the path of the first server of OpenAPI 3.
fn base(document: &Json) -> String {
    let server = document.pointer("/servers/0/url").and_then(Json::as_str);
    let base = document.get("basePath").and_then(Json::as_str).or(server).unwrap_or_default();
    let path = Address::parse(base).map_or_else(|| base.to_owned(), |address| address.target);
    if path.starts_with('/') { path.trim_end_matches('/').to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::{Kind, Origin};

    fn paths(found: &[Address]) -> Vec<&str> {
        found.iter().map(|address| address.target.as_str()).collect()
    }

    #[test]
    fn a_document_lists_operations_with_their_methods() {
        let origin = Origin { url: "http://a.test".into(), kind: Kind::Production, name: None };
        let body = r#"{"swagger": "2.0", "basePath": "/v2", "paths": {"/books/{id}": {"get": {}, "put": {}, "parameters": []}}}"#;
        let answer = Exchange { body: body.into(), ..Exchange::new(origin, "GET", "http://a.test/swagger.json", 200) };
        let found = operations(&[answer.clone(), answer]);
        assert_eq!(found.len(), 1, "once, however often it was read");
        assert_eq!(
            (found[0].path.as_str(), &found[0].methods[..]),
            ("/v2/books/{id}", &["GET".to_owned(), "PUT".into()][..])
        );
    }

    #[test]
    fn each_list_gives_its_paths() {
        let at = Address::parse("http://a.test/").expect("an address");
        let text =
            "User-agent: *\nDisallow: /admin/ # private\nAllow: /*.php\nDisallow:\nSitemap: http://a.test/map.xml\n";
        assert_eq!(paths(&robots(&at, text)), ["/admin/", "/map.xml"]);
        let text = "<urlset><url><loc>http://a.test/one?a=1&amp;b=2</loc></url><url><loc>/two</loc></url>";
        assert_eq!(paths(&sitemap(&at, text)), ["/one?a=1&b=2", "/two"]);
        let text = r#"{"openapi": "3.1.0", "servers": [{"url": "http://a.test/api/"}],
            "paths": {"/books": {"get": {}}, "/books/{id}": {"get": {}}, "/orders": {"post": {}}}}"#;
        assert_eq!(paths(&openapi(&at, text)), ["/api/books"]);
        assert!(openapi(&at, "{\"paths\": {\"/x\": {\"get\": {}}}}").is_empty(), "no OpenAPI");
        assert!(openapi(&at, &"[".repeat(100_000)).is_empty(), "nested without end");
    }
}
