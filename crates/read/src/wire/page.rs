//! What an HTML page leads to: links, forms, scripts and styles.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::address::Address;

/// References of one page, at most.
const MOST: usize = 1000;

/// One thing that a page leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where to.
    pub to: Address,
    /// How.
    pub by: By,
}

/// How a page refers to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A link, a frame, or a form that is sent with `GET`.
    Link,
    /// A script, a style, an icon.
    Part,
    /// A form that is sent with another method: never requested.
    Form,
}

/// Which attribute of which element refers to something, and how.
const TABLE: &[(&[u8], &[u8], By)] = &[
    (b"a", b"href", By::Link),
    (b"area", b"href", By::Link),
    (b"iframe", b"src", By::Link),
    (b"frame", b"src", By::Link),
    (b"script", b"src", By::Part),
    (b"link", b"href", By::Part),
];

/// The references of a page, in their order.
#[must_use]
pub fn references(page: &Address, html: &str) -> Vec<Reference> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut found = Vec::new();
    let mut base = page.clone();
    // Each of them would be a token of its own, an error, and a page may have millions.
    let html = html.replace('\0', " ");
    for token in Tokenizer::new_with_emitter(&html, emitter) {
        let Ok(Token::StartTag(tag)) = token else { continue };
        if &**tag.name == b"base" {
            base = attribute(&tag, b"href").and_then(|href| page.join(&href)).unwrap_or(base);
        }
        found.extend(reference(&base, &tag));
        if found.len() >= MOST {
            break;
        }
    }
    found
}

fn reference(base: &Address, tag: &StartTag<()>) -> Option<Reference> {
    if &**tag.name == b"form" {
        let posts = attribute(tag, b"method").is_some_and(|method| !method.trim().eq_ignore_ascii_case("get"));
        let to = base.join(&attribute(tag, b"action").unwrap_or_default())?;
        return Some(Reference { to, by: if posts { By::Form } else { By::Link } });
    }
    let (_, name, by) = TABLE.iter().find(|(element, ..)| **element == **tag.name)?;
    Some(Reference { to: base.join(&attribute(tag, name)?)?, by: *by })
}

fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    let (_, value) = tag.attributes.iter().find(|(known, _)| ***known == *name)?;
    Some(String::from_utf8_lossy(value).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(html: &str) -> Vec<(String, By)> {
        let page = Address::parse("http://a.test/shop/").expect("an address");
        references(&page, html).into_iter().map(|one| (one.to.origin() + &one.to.target, one.by)).collect()
    }

    #[test]
    fn links_forms_scripts_and_styles() {
        let html = "<a href=one>1</a><A HREF='/two?x=1&amp;y=2'>2</A><form action=three method=POST></form>\
                    <form><input></form><script src=app.js></script><link rel=stylesheet href=style.css>";
        assert_eq!(
            found(html),
            [
                ("http://a.test/shop/one".to_owned(), By::Link),
                ("http://a.test/two?x=1&y=2".to_owned(), By::Link),
                ("http://a.test/shop/three".to_owned(), By::Form),
                ("http://a.test/shop/".to_owned(), By::Link),
                ("http://a.test/shop/app.js".to_owned(), By::Part),
                ("http://a.test/shop/style.css".to_owned(), By::Part),
            ]
        );
    }

    #[test]
    fn what_only_looks_like_a_link_is_none() {
        assert!(
            found("<!-- <a href=x> --><script>'<a href=y>'</script><a name=z><a href='javascript:f()'>").is_empty()
        );
    }

    #[test]
    fn a_base_moves_what_is_relative() {
        assert_eq!(found("<base href=/other/><a href=x>")[0].0, "http://a.test/other/x");
    }

    #[test]
    fn a_page_of_links_alone_ends() {
        assert_eq!(found(&"<a href=x>".repeat(5000)).len(), MOST);
    }
}
