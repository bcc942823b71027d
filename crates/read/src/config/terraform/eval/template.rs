//! Texts with parts to fill in.

use std::sync::Arc;

use super::{LARGEST, Names, Scope, comprehension, eval};
use crate::config::cloud::node::{Data, Gap, Node, Spot};
use crate::config::terraform::syntax::Part;

/// Text without anything to fill in. The line on which it begins is kept for what is read inside of it.
pub(super) fn literal(scope: &Scope<'_, '_>, text: &str, line: u32, spot: &Spot) -> Node {
    Node { holds: starts(scope, line, spot), ..Node::text(text, spot) }
}

/// A heredoc's text begins below its mark.
fn starts(scope: &Scope<'_, '_>, line: u32, spot: &Spot) -> Option<Arc<Node>> {
    (line != spot.line).then(|| Arc::new(Node::new(Data::Null, &scope.spot(line))))
}

/// The whole text; a single value that is filled in keeps its type.
pub(super) fn whole(scope: &Scope<'_, '_>, parts: &[Part], line: u32, spot: &Spot) -> Node {
    if let [Part::Value(only)] = parts {
        return eval(scope, only);
    }
    let mut text = Filled::default();
    fill(scope, parts, &mut text);
    let data = match text.gap {
        None => Data::Text(Arc::from(text.text)),
        Some((why, error)) => Data::Unknown(Arc::new(Gap { why, error, text: Some(text.text), of: None })),
    };
    Node::new(data, spot).made_from(starts(scope, line, spot))
}

/// A text with U+0000 for what is not known.
#[derive(Default)]
struct Filled {
    text: String,
    gap: Option<(String, bool)>,
}

impl Filled {
    fn missing(&mut self, why: &str, error: bool) {
        self.text.push('\0');
        let before = self.gap.get_or_insert_with(|| (why.to_owned(), error));
        before.1 |= error;
    }

    fn push(&mut self, text: &str) {
        if self.text.len() + text.len() > LARGEST {
            self.missing("the text is too long", false);
        } else {
            self.text.push_str(text);
        }
    }
}

fn fill(scope: &Scope<'_, '_>, parts: &[Part], into: &mut Filled) {
    for part in parts {
        match part {
            Part::Text(text) => into.push(text),
            Part::Value(value) => put(&eval(scope, value), into),
            Part::If(condition, yes, no) => match eval(scope, condition).truth() {
                Some(truth) => fill(scope, if truth { yes } else { no }, into),
                None => into.missing("a condition is not known", false),
            },
            Part::For(key, value, over, repeated) => {
                let over = eval(scope, over);
                match comprehension::pairs(&over) {
                    Some(pairs) => {
                        for (index, one) in pairs {
                            let outer = Names { name: key.as_deref().unwrap_or(""), node: index, outer: scope.names };
                            let inner = Names { name: value, node: one, outer: Some(&outer) };
                            fill(&scope.with(&inner), repeated, into);
                        }
                    }
                    None => into.missing("a list is not known", false),
                }
            }
        }
    }
}

fn put(node: &Node, into: &mut Filled) {
    match (node.gap(), node.as_text()) {
        (Some(gap), _) => match &gap.text {
            Some(text) => {
                into.gap.get_or_insert_with(|| (gap.why.clone(), gap.error));
                into.push(text);
            }
            None => into.missing(&gap.why, gap.error),
        },
        (None, Some(text)) => into.push(&text),
        (None, None) => into.missing("a part of the text is no text", true),
    }
}
