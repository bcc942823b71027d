//! Methods of `str` and `bytes`.

use super::Row;
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};

pub(super) const ROWS: &[Row] = &[
    ("str.lower", |_, c| change(c, str::to_lowercase)),
    ("str.casefold", |_, c| change(c, str::to_lowercase)),
    ("str.upper", |_, c| change(c, str::to_uppercase)),
    ("str.title", |_, c| change(c, title)),
    ("str.capitalize", |_, c| change(c, capitalize)),
    ("str.strip", |_, c| strip(c, true, true)),
    ("str.lstrip", |_, c| strip(c, true, false)),
    ("str.rstrip", |_, c| strip(c, false, true)),
    ("str.replace", |_, c| replace(c)),
    ("str.startswith", |m, c| test(m, c, |text, part| text.starts_with(part))),
    ("str.endswith", |m, c| test(m, c, |text, part| text.ends_with(part))),
    ("str.removeprefix", |_, c| with_part(c, |t, p| t.strip_prefix(p).unwrap_or(t).to_owned())),
    ("str.removesuffix", |_, c| with_part(c, |t, p| t.strip_suffix(p).unwrap_or(t).to_owned())),
    ("str.isdigit", |_, c| is(c, |t| !t.is_empty() && t.chars().all(|c| c.is_ascii_digit()))),
    ("str.isnumeric", |_, c| is(c, |t| !t.is_empty() && t.chars().all(|c| c.is_ascii_digit()))),
    ("str.isalpha", |_, c| is(c, |t| !t.is_empty() && t.chars().all(char::is_alphabetic))),
    ("str.isupper", |_, c| is(c, |t| t.chars().any(char::is_uppercase) && !t.chars().any(char::is_lowercase))),
    ("str.split", |m, c| split(m, c)),
    ("str.rsplit", |m, c| split(m, c)),
    ("str.splitlines", |m, c| {
        let lines: Vec<Val<'_>> = c.on().as_str().unwrap_or_default().lines().map(Val::str).collect();
        m.list(lines)
    }),
    ("str.join", |m, c| join(m, c)),
    ("str.format", |m, c| format(m, c)),
    ("str.encode", |_, c| {
        c.on().map(|v| v.as_str().map_or_else(|| v.clone(), |t| Val::new(Py::Bytes(t.as_bytes().into()))))
    }),
    ("str.value:get", |_, c| c.on()),
    ("bytes.decode", |_, c| {
        c.on().map(|v| match &v.py {
            Py::Bytes(bytes) => Val::str(String::from_utf8_lossy(bytes)),
            _ => v.clone(),
        })
    }),
    ("bytes.hex", |_, c| {
        c.on().map(|v| match &v.py {
            Py::Bytes(bytes) => Val::str(bytes.iter().map(|b| format!("{b:02x}")).collect::<String>()),
            _ => v.clone(),
        })
    }),
];

fn change<'a>(c: &Call<'a>, f: fn(&str) -> String) -> Val<'a> {
    c.on().map(|v| v.as_str().map_or_else(|| v.clone(), |text| Val::str(f(text))))
}

fn is<'a>(c: &Call<'a>, f: fn(&str) -> bool) -> Val<'a> {
    c.on().map(|v| v.as_str().map_or_else(|| v.clone(), |text| Val::bool(f(text))))
}

fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars.flat_map(char::to_lowercase)).collect())
}

fn title(text: &str) -> String {
    text.split_inclusive(|c: char| !c.is_alphabetic()).map(capitalize).collect()
}

fn strip<'a>(c: &Call<'a>, left: bool, right: bool) -> Val<'a> {
    let chars: Option<Vec<char>> = c.args.first().and_then(Val::as_str).map(|s| s.chars().collect());
    let cut = |ch: char| chars.as_ref().map_or(ch.is_whitespace(), |set| set.contains(&ch));
    c.on().map(|v| {
        let Some(mut text) = v.as_str() else { return v.clone() };
        if left {
            text = text.trim_start_matches(cut);
        }
        if right {
            text = text.trim_end_matches(cut);
        }
        Val::str(text)
    })
}

fn replace<'a>(c: &Call<'a>) -> Val<'a> {
    match (c.args.first().and_then(Val::as_str), c.args.get(1).and_then(Val::as_str)) {
        (Some(from), Some(to)) => {
            let once = matches!(c.arg(2, "count").map(|v| &v.py), Some(Py::Int(1)));
            let swap = |t: &str| if once { t.replacen(from, to, 1) } else { t.replace(from, to) };
            c.on().map(|v| v.as_str().map_or_else(|| v.clone(), |text| Val::str(swap(text))))
        }
        _ => Val::unknown("a replacement is not known"),
    }
}

fn test<'a>(m: &mut Machine<'a>, c: &Call<'a>, f: fn(&str, &str) -> bool) -> Val<'a> {
    let Some(part) = c.args.first() else { return Val::bool(false) };
    let parts = match &part.py {
        Py::Tuple(_) => m.members(part).unwrap_or_default(),
        _ => vec![part.clone()],
    };
    let Some(parts) = parts.iter().map(Val::as_str).collect::<Option<Vec<_>>>() else {
        return Val::unknown("a part of a text is not known");
    };
    c.on().map(|v| v.as_str().map_or_else(|| v.clone(), |text| Val::bool(parts.iter().any(|p| f(text, p)))))
}

fn with_part<'a>(c: &Call<'a>, f: fn(&str, &str) -> String) -> Val<'a> {
    match c.args.first().and_then(Val::as_str) {
        Some(part) => c.on().map(|v| v.as_str().map_or_else(|| v.clone(), |text| Val::str(f(text, part)))),
        None => Val::unknown("a part of a text is not known"),
    }
}

fn split<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let on = c.on();
    let limit = match c.arg(1, "maxsplit").map(|v| &v.py) {
        Some(Py::Int(n)) if *n >= 0 => usize::try_from(*n).unwrap_or(usize::MAX - 1) + 1,
        _ => usize::MAX,
    };
    let separator = c.arg(0, "sep").and_then(Val::as_str).filter(|s| !s.is_empty()).map(str::to_owned);
    on.map(|v| {
        let Some(text) = v.as_str() else {
            return Val::unknown(v.why_unknown().map_or("a text is not known", |why| why));
        };
        let parts: Vec<Val<'a>> = match &separator {
            Some(separator) => text.splitn(limit, separator.as_str()).map(|p| Val::str(p).because(&v.trace)).collect(),
            None => text.split_whitespace().map(|p| Val::str(p).because(&v.trace)).collect(),
        };
        m.list(parts)
    })
}

fn join<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let on = c.on();
    let Some(separator) = on.as_str() else { return on };
    let members =
        c.args.first().and_then(|v| m.iterate(v)).unwrap_or_else(|| vec![Val::unknown("what is joined is not known")]);
    let texts: Option<Vec<&str>> = members.iter().map(Val::as_str).collect();
    let why = members.iter().find_map(|v| v.why_unknown().cloned());
    match texts {
        Some(texts) => Val::str(texts.join(separator)),
        None => Val::unknown(why.as_deref().unwrap_or("what is joined is not known")),
    }
}

fn format<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    match c.on().as_str() {
        Some(pattern) => m.format(pattern, c),
        None => c.on(),
    }
}
