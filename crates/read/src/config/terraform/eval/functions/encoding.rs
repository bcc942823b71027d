//! JSON from values and back. What a text was made from stays known, so that a policy can be read part by part.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{Table, text};
use crate::config::cloud::json::parse;
use crate::config::cloud::node::{Data, Entry, Gap, Node, written};
use crate::config::terraform::eval::{LARGEST, deep_gap, map};

pub(super) const TABLE: Table = &[
    ("jsonencode", |all, spot| {
        let from = all.first()?;
        let data = match json(from) {
            Some(text) => Data::Text(Arc::from(text)),
            None => {
                let gap = deep_gap(from).and_then(Node::gap)?;
                Data::Unknown(Arc::new(Gap { why: gap.why.clone(), error: gap.error, ..Gap::default() }))
            }
        };
        Some(Node::new(data, spot).made_from(Some(Arc::new(from.clone()))))
    }),
    ("jsondecode", |all, spot| {
        let from = all.first()?;
        match &from.holds {
            Some(held) if !held.is_null() => Some((**held).clone()),
            _ => Some(sorted(&parse(&text(all, 0)?, spot)?)),
        }
    }),
    ("urlencode", |all, spot| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~');
        let mut out = String::new();
        for b in text(all, 0)?.bytes() {
            match b {
                b' ' => out.push('+'),
                b if plain(b) => out.push(char::from(b)),
                b => drop(write!(out, "%{b:02X}")),
            }
        }
        Some(Node::text(out, spot))
    }),
    ("base64encode", |all, spot| Some(Node::text(base64(text(all, 0)?.as_bytes()), spot))),
];

fn sorted(node: &Node) -> Node {
    match &node.data {
        Data::Map(all) => {
            let own = |entry: &Entry| Entry { node: sorted(&entry.node), ..entry.clone() };
            map(all.iter().map(own).collect(), &node.spot)
        }
        Data::List(all) => Node::list(all.iter().map(sorted).collect(), &node.spot),
        _ => node.clone(),
    }
}

/// A value as Terraform writes it in JSON: `<`, `>` and `&` are escaped. Nothing where part of it is not known.
pub(super) fn json(node: &Node) -> Option<String> {
    let mut out = String::new();
    write(node, &mut out)?;
    Some(out)
}

fn write(node: &Node, out: &mut String) -> Option<()> {
    // What a provider fills in of a whole resource is not known.
    if out.len() > LARGEST || node.resource().is_some() {
        return None;
    }
    match &node.data {
        Data::Null => out.push_str("null"),
        Data::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Data::Number(number) => out.push_str(&written(*number)),
        Data::Text(text) => quote(text, out),
        Data::List(all) => {
            out.push('[');
            for (at, one) in all.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                write(one, out)?;
            }
            out.push(']');
        }
        Data::Map(all) => {
            out.push('{');
            for (at, entry) in all.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                quote(&entry.name, out);
                out.push(':');
                write(&entry.node, out)?;
            }
            out.push('}');
        }
        Data::Unknown(_) => return None,
    }
    Some(())
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => drop(write!(out, "\\u{:04x}", c as u32)),
            c if (c as u32) < 0x20 => drop(write!(out, "\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let three = [chunk[0], *chunk.get(1).unwrap_or(&0), *chunk.get(2).unwrap_or(&0)];
        let bits = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            out.push(if at <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}
