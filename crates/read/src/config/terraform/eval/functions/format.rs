//! `format`: the verbs that Terraform's has of Go's.

use super::encoding::json;
use crate::config::cloud::node::Node;
use crate::config::terraform::eval::LARGEST;

/// A text with its verbs filled in.
pub(super) fn format(pattern: &str, values: &[Node]) -> Option<String> {
    let (mut out, mut rest, mut next) = (String::new(), pattern, 0);
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            out.push('%');
            rest = after;
            continue;
        }
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        let (flags, verb) = (&rest[..end], rest[end..].chars().next()?);
        if let Some(number) = flags.strip_prefix('[').and_then(|f| f.strip_suffix(']')) {
            next = number.parse::<usize>().ok()?.checked_sub(1)?;
        }
        out.push_str(&padded(&filled(verb, flags, values.get(next)?)?, flags)?);
        next += 1;
        rest = &rest[end + 1..];
        if out.len() > LARGEST {
            return None;
        }
    }
    out.push_str(rest);
    Some(out)
}

fn filled(verb: char, flags: &str, value: &Node) -> Option<String> {
    let precision = flags.split_once('.').and_then(|(_, digits)| digits.parse::<usize>().ok()).filter(|n| *n < 100);
    Some(match verb {
        's' => value.as_text()?.to_string(),
        'v' => match value.as_text() {
            Some(text) => text.to_string(),
            None => json(value)?,
        },
        'q' => json(&Node::text(value.as_text()?, &value.spot))?,
        't' => value.truth()?.to_string(),
        'd' => format!("{}", value.number()?.trunc() as i64),
        'x' => format!("{:x}", value.number()? as i64),
        'X' => format!("{:X}", value.number()? as i64),
        'b' => format!("{:b}", value.number()? as i64),
        'o' => format!("{:o}", value.number()? as i64),
        'f' => format!("{:.*}", precision.unwrap_or(6), value.number()?),
        'g' => value.as_text()?.to_string(),
        _ => return None,
    })
}

/// A width, filled up with spaces or zeros.
fn padded(text: &str, flags: &str) -> Option<String> {
    let flags = flags.split('.').next()?.trim_start_matches('+');
    if flags.is_empty() || flags.starts_with('[') {
        return Some(text.to_owned());
    }
    let (left, digits) = flags.strip_prefix('-').map_or((false, flags), |rest| (true, rest));
    let width: usize = digits.parse().ok().filter(|width| *width < 1000)?;
    Some(match (left, digits.starts_with('0')) {
        (true, _) => format!("{text:<width$}"),
        (false, true) => match text.strip_prefix('-') {
            Some(digits) => format!("-{digits:0>fill$}", fill = width.saturating_sub(1)),
            None => format!("{text:0>width$}"),
        },
        (false, false) => format!("{text:>width$}"),
    })
}
