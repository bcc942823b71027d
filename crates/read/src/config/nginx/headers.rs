//! Protective headers, for each place of a server that needs them.

use sneck_model::{Key, Step, Value};

use super::context::Context;
use super::header::{self, step};
use super::parse::parse;
use super::site::{Answers, Serves, Site};
use super::variable::Variables;
use crate::config::braces::Directive;
use crate::config::front::bare;
use crate::config::served::{Draft, absent_at};
use crate::config::yaml::Node;

/// A header, and who needs it.
struct Row {
    key: Key,
    name: &'static str,
    needs: fn(&Site<'_>, &Answers<'_>) -> bool,
}

/// Where TLS ends, every answer tells browsers to keep to it. The other headers are about pages: where a program makes
/// them, it is asked, unless the server has its own word about them.
const ROWS: &[Row] = &[
    Row {
        key: Key::HEADER_HSTS,
        name: "Strict-Transport-Security",
        needs: |site, place| site.has_tls() && is_served(place),
    },
    Row { key: Key::HEADER_CSP, name: "Content-Security-Policy", needs: |_, place| is_page(place) },
    Row { key: Key::HEADER_FRAME_OPTIONS, name: "X-Frame-Options", needs: |_, place| is_page(place) },
    Row { key: Key::HEADER_CONTENT_TYPE_OPTIONS, name: "X-Content-Type-Options", needs: |_, place| is_page(place) },
    Row { key: Key::HEADER_REFERRER_POLICY, name: "Referrer-Policy", needs: |_, place| is_page(place) },
    Row { key: Key::HEADER_PERMISSIONS_POLICY, name: "Permissions-Policy", needs: |_, place| is_page(place) },
];

fn is_page(place: &Answers<'_>) -> bool {
    place.serves == Serves::Files
}

fn is_served(place: &Answers<'_>) -> bool {
    matches!(place.serves, Serves::Files | Serves::Program(_))
}

/// The headers of a server, and the programs that it hands requests to.
pub(super) fn settings(site: &Site<'_>) -> Vec<Draft> {
    let mut all: Vec<Draft> = site.places.iter().filter_map(handed_on).collect();
    for row in ROWS {
        all.extend(site.places.iter().filter_map(|place| draft(site, place, row)));
    }
    all
}

fn draft(site: &Site<'_>, place: &Answers<'_>, row: &Row) -> Option<Draft> {
    let variables = Variables::new(&place.context, site.has_tls());
    let found = header::header(&place.context, &variables, row.name).filter(|_| is_served(place));
    // Browsers ignore it over plain HTTP; where the configuration knows no TLS at all, that ends in front of it.
    let counts = row.key != Key::HEADER_HSTS || site.has_tls() || !site.twin;
    match found {
        Some(found) if counts => {
            Some(Draft::new(row.key, "add_header", found.value, found.because).within(&place.scope))
        }
        Some(_) => None,
        None if (row.needs)(site, place) => missing(site, place, row),
        None => None,
    }
}

/// Headers that lines send which somebody else puts into a configuration.
pub(in crate::config) fn sent_by(lines: &Node) -> Vec<Draft> {
    let before = usize::try_from(lines.line).unwrap_or(0).saturating_sub(1);
    let text = format!("{}{}", "\n".repeat(before), lines.text().unwrap_or_default());
    let block = Some(parse(&lines.path, &text).directives);
    let around =
        Directive { name: String::new(), words: Vec::new(), path: lines.path.clone(), line: lines.line, block };
    let context = Context(vec![&around]);
    let variables = Variables::new(&context, true);
    let sent = |key: Key, name| {
        let found = header::header(&context, &variables, name)?;
        Some(Draft::new(key, "add_header", found.value, found.because))
    };
    ROWS.iter().filter_map(|row| sent(row.key, row.name)).collect()
}

/// A header by its name, if it is one that is judged.
pub(in crate::config) fn header_of(name: &str, value: &str, because: Step) -> Option<Draft> {
    let row = ROWS.iter().find(|row| row.name.eq_ignore_ascii_case(name))?;
    Some(Draft::new(row.key, "add_header", Value::Text(value.to_owned()), vec![because]))
}

/// Nothing of the server sends it.
fn missing(site: &Site<'_>, place: &Answers<'_>, row: &Row) -> Option<Draft> {
    let value = match (place.context.hidden(), &place.serves) {
        (Some(include), _) => Value::Unknown(format!("`{}` is not in the tree and may send it", include.word(0))),
        (None, Serves::Program(_)) => {
            let program = Value::Unknown("the program behind it may send it".into());
            Value::OneOf(vec![Value::None, program])
        }
        (None, _) => Value::None,
    };
    let server = site.server()?;
    let because = absent_at(&server.path, server.line, format!("sends no `{}`", row.name));
    Some(Draft::new(row.key, "add_header", value, because))
}

/// Whom a place hands requests to, without a name and a password in its address.
fn handed_on(place: &Answers<'_>) -> Option<Draft> {
    let Serves::Program(target) = place.serves else { return None };
    let pass = place.context.block()?.inner().iter().find(|d| d.word(0) == target && d.name.ends_with("_pass"))?;
    let because = vec![step(pass, "hands requests on")];
    Some(Draft::new(Key::PROXY_TARGET, "proxy_pass", Value::Text(bare(target)), because).within(&place.scope))
}
