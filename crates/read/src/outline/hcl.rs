//! The parts of a Terraform file: blocks and attributes.

use hcl_edit::Span;
use hcl_edit::parser::parse_body;
use hcl_edit::structure::{Body, Structure};
use sneck_model::{Outline, PartKind};

use super::Draft;
use crate::tree::File;

/// The outline of a file without mistakes.
pub(super) fn outline(_: &File, text: &str) -> Option<Outline> {
    let body = parse_body(text).ok()?;
    let mut draft = Draft::default();
    parts(&mut draft, &body, text)?;
    Some(draft.finish())
}

fn parts(draft: &mut Draft, body: &Body, text: &str) -> Option<()> {
    for structure in body.iter() {
        match structure {
            Structure::Attribute(attribute) => {
                let (name, value) = (attribute.key.as_str(), attribute.value.span()?);
                draft.open(PartKind::Entry, name, attribute.key.span()?.start..value.end, value);
                draft.close();
            }
            Structure::Block(block) => {
                let whole = block.ident.span()?.start..block.span()?.end;
                let open = text.get(whole.clone())?.find('{')? + whole.start + 1;
                let close = text.get(whole.clone())?.rfind('}')? + whole.start;
                draft.open(PartKind::Block, block.ident.as_str(), whole, open..close.max(open));
                parts(draft, &block.body, text)?;
                draft.close();
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_hold_attributes() {
        let text = "resource \"aws_db_instance\" \"shop\" {\n  publicly_accessible = true # for now\n}\n";
        let outline = super::super::outline(&File::new("main.tf", text)).expect("an outline");
        let entry = outline.parts.iter().find(|part| part.kind == PartKind::Entry).expect("an attribute");
        assert_eq!(
            (&*entry.name, text.get(entry.value.clone()), entry.parent),
            ("publicly_accessible", Some("true"), Some(0))
        );
        assert_eq!(outline.parts[0].name, "resource");
    }
}
