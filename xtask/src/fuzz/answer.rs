//! Answers of something running: their bytes, the pages and lists in them, and how they compare.

use sneck_model::{Example, Identity, Kind};
use sneck_read::wire::{self, Address, Careful, Request};
use sneck_read::world;
use sneck_rules::RULES;

/// Words of answers, pages and lists.
#[rustfmt::skip]
pub(super) const WORDS: &[&str] = &[
    "HTTP/1.1 200 OK\r\n", "HTTP/1.0 302\n", "\r\n\r\n", "content-type: text/html; charset=utf-16\r\n", "location: /\r\n",
    "set-cookie: a=b\r\n", "<a href=", "<base href='", "<form method=post action=", "<script src=", "</script>", "<!--",
    "-->", "&amp;", "http://127.0.0.1", "//", "../", "?a=b", "#", "%2f", "%", "\\", "Disallow: /", "Sitemap: ", "<loc>",
    "</loc>", "{\"openapi\": \"3\", \"paths\": {\"/\": {\"get\": {}}}}", "[", "\"servers\"", "DB_PASSWORD=x\n", "logout",
];

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let trees =
        RULES.iter().flat_map(|rule| rule.examples).map(Example::world).filter_map(|text| world::parse(text).ok());
    let bodies =
        trees.flat_map(|tree| tree.exchanges).map(|seen| format!("200\ncontent-type: text/html\n\n{}", seen.body));
    bodies.map(String::into_bytes).chain([WORDS.concat().into_bytes()]).collect()
}

pub(super) fn holds(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let at = Address::parse("http://127.0.0.1:5000/a/b?c").expect("an address");
    if let Some(to) = Address::parse(&text).or_else(|| at.join(&text)) {
        let again = Address::parse(&format!("{}{}", to.origin(), to.target));
        assert_eq!(again.as_ref(), Some(&to), "an address reads back as it was");
    }
    let all = [wire::robots(&at, &text), wire::sitemap(&at, &text), wire::openapi(&at, &text)];
    let pages = wire::references(&at, &text).into_iter().map(|one| one.to);
    for to in all.into_iter().flatten().chain(pages) {
        assert!(to.target.starts_with('/') && to.target.bytes().all(|b| (b'!'..=b'~').contains(&b)), "{}", to.target);
        assert!(Careful::default().why_not(&to.target).is_none_or(|why| !why.is_empty()));
    }
    if let Ok(answer) = wire::answer(input) {
        let origin = wire::origin("http://127.0.0.1", Kind::Production, None).expect("an origin");
        let url = "http://127.0.0.1/a%2f?b".to_owned();
        let request = Request { origin, method: "GET".into(), url, sent: Vec::new(), identity: Identity::anonymous() };
        let seen = wire::exchange(request, answer);
        assert!(wire::alike(&seen, &seen), "an answer is like itself");
        drop(wire::redacted(&seen, &[]));
    }
}
