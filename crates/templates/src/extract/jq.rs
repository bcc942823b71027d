//! Paths in JSON as jq writes them: the part of jq that templates use.

use serde_json::Value as Json;

/// Results of one path, at most.
const RESULTS: usize = 1000;
/// Parts in one another, at most.
const DEEPEST: u8 = 32;

/// A filter that was read.
#[derive(Debug)]
pub struct JsonPath(Filter);

#[derive(Debug)]
enum Filter {
    Same,
    Value(Json),
    Key(Box<Filter>, String),
    Index(Box<Filter>, i64),
    All(Box<Filter>),
    Deep,
    Pipe(Box<Filter>, Box<Filter>),
    Comma(Box<Filter>, Box<Filter>),
    Two(&'static str, Box<Filter>, Box<Filter>),
    Call(&'static str, Option<Box<Filter>>),
}

/// Operators by how strongly they bind, the weakest first.
const LEVELS: [&[&str]; 6] =
    [&["//"], &["or"], &["and"], &["==", "!=", "<=", ">=", "<", ">"], &["+", "-"], &["*", "/"]];

/// Functions without an argument, and those with one.
const PLAIN: [&str; 13] = [
    "keys",
    "to_entries",
    "tostring",
    "length",
    "not",
    "first",
    "last",
    "empty",
    "objects",
    "arrays",
    "strings",
    "tonumber",
    "type",
];
const WITH_ONE: [&str; 7] = ["select", "contains", "map", "has", "startswith", "endswith", "test"];

impl JsonPath {
    /// Reads a filter.
    ///
    /// # Errors
    /// When it is of the rest of jq.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { rest: text.trim() };
        let filter = reader.pipe(DEEPEST).filter(|_| reader.rest.trim().is_empty());
        filter.map(Self).ok_or_else(|| format!("the JSON path `{text}`, of a part of jq that is not there"))
    }

    /// What it finds, as texts; nothing for what is not there.
    #[must_use]
    pub fn find(&self, json: &Json) -> Vec<String> {
        let mut out = Vec::new();
        run(&self.0, json, &mut |value| {
            if !value.is_null() && out.len() < RESULTS {
                out.push(text(&value));
            }
        });
        out
    }
}

fn text(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn take(&mut self, sign: &str) -> bool {
        let rest = self.rest.trim_start();
        let taken = rest.strip_prefix(sign);
        // A word ends where it ends: `order` is not `or`.
        let word = sign.bytes().all(|byte| byte.is_ascii_alphabetic());
        let taken = taken.filter(|rest| !word || !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
        self.rest = taken.unwrap_or(self.rest);
        taken.is_some()
    }

    fn pipe(&mut self, depth: u8) -> Option<Filter> {
        let depth = depth.checked_sub(1)?;
        let mut left = self.comma(depth)?;
        while !self.rest.trim_start().starts_with("||") && self.take("|") {
            left = Filter::Pipe(Box::new(left), Box::new(self.comma(depth)?));
        }
        Some(left)
    }

    fn comma(&mut self, depth: u8) -> Option<Filter> {
        let mut left = self.level(0, depth)?;
        while self.take(",") {
            left = Filter::Comma(Box::new(left), Box::new(self.level(0, depth)?));
        }
        Some(left)
    }

    fn level(&mut self, level: usize, depth: u8) -> Option<Filter> {
        let Some(operators) = LEVELS.get(level) else { return self.postfix(depth) };
        let mut left = self.level(level + 1, depth)?;
        while let Some(operator) = operators.iter().find(|operator| self.operator(operator)) {
            left = Filter::Two(operator, Box::new(left), Box::new(self.level(level + 1, depth)?));
        }
        Some(left)
    }

    fn operator(&mut self, operator: &str) -> bool {
        !(operator == "/" && self.rest.trim_start().starts_with("//")) && self.take(operator)
    }

    fn postfix(&mut self, depth: u8) -> Option<Filter> {
        let mut filter = self.start(depth)?;
        loop {
            let next = self.rest.trim_start();
            filter = if next.starts_with(".[") {
                self.rest = &next[1..];
                continue;
            } else if next.starts_with('[') {
                self.bracket(filter)?
            } else if next.starts_with('.') && next.len() > 1 {
                self.take(".");
                Filter::Key(Box::new(filter), self.key()?)
            } else if self.take("?") {
                filter
            } else {
                return Some(filter);
            };
        }
    }

    fn start(&mut self, depth: u8) -> Option<Filter> {
        if self.take("(") {
            let inner = self.pipe(depth)?;
            return self.take(")").then_some(inner);
        }
        if self.take("..") {
            return Some(Filter::Deep);
        }
        if self.take(".") {
            let key = self.rest.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '"');
            return Some(if key { Filter::Key(Box::new(Filter::Same), self.key()?) } else { Filter::Same });
        }
        self.literal().map(Filter::Value).or_else(|| self.call(depth))
    }

    fn literal(&mut self) -> Option<Json> {
        let rest = self.rest.trim_start();
        if rest.starts_with('"') {
            return self.quoted().map(Json::from);
        }
        for (word, value) in [("true", Json::from(true)), ("false", Json::from(false)), ("null", Json::Null)] {
            if self.take(word) {
                return Some(value);
            }
        }
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number = rest[..end].parse::<f64>().ok()?;
        self.rest = &rest[end..];
        serde_json::Number::from_f64(number).map(Json::Number)
    }

    fn call(&mut self, depth: u8) -> Option<Filter> {
        if let Some(name) = WITH_ONE.iter().find(|name| self.take(name)) {
            let inner = self.take("(").then(|| self.pipe(depth))??;
            return self.take(")").then(|| Filter::Call(name, Some(Box::new(inner))));
        }
        PLAIN.iter().find(|name| self.take(name)).map(|name| Filter::Call(name, None))
    }

    fn bracket(&mut self, of: Filter) -> Option<Filter> {
        self.take("[");
        if self.take("]") {
            return Some(Filter::All(Box::new(of)));
        }
        let filter = if self.rest.trim_start().starts_with('"') {
            Filter::Key(Box::new(of), self.quoted()?)
        } else {
            let end = self.rest.find(']')?;
            let index = self.rest[..end].trim().parse().ok()?;
            self.rest = &self.rest[end..];
            Filter::Index(Box::new(of), index)
        };
        self.take("]").then_some(filter)
    }

    fn key(&mut self) -> Option<String> {
        if self.rest.starts_with('"') {
            return self.quoted();
        }
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let (key, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!key.is_empty()).then(|| key.to_owned())
    }

    fn quoted(&mut self) -> Option<String> {
        let rest = self.rest.trim_start();
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Json>();
        let value = values.next()?.ok()?;
        let end = values.byte_offset();
        self.rest = &rest[end..];
        value.as_str().map(str::to_owned)
    }
}

type Out<'a> = &'a mut dyn FnMut(Json);

fn run(filter: &Filter, json: &Json, out: Out<'_>) {
    match filter {
        Filter::Same => out(json.clone()),
        Filter::Value(value) => out(value.clone()),
        Filter::Key(of, key) => run(of, json, &mut |value| out(value.get(key).cloned().unwrap_or_default())),
        Filter::Index(of, index) => run(of, json, &mut |value| out(at(&value, *index))),
        Filter::All(of) => run(of, json, &mut |value| children(&value).into_iter().for_each(&mut *out)),
        Filter::Deep => deep(json, out),
        Filter::Pipe(first, then) => run(first, json, &mut |value| run(then, &value, out)),
        Filter::Comma(left, right) => {
            run(left, json, out);
            run(right, json, out);
        }
        Filter::Two(operator, left, right) => two(operator, left, right, json, out),
        Filter::Call(name, argument) => call(name, argument.as_deref(), json, out),
    }
}

fn at(value: &Json, index: i64) -> Json {
    let Some(list) = value.as_array() else { return Json::Null };
    let index = if index < 0 { list.len() as i64 + index } else { index };
    usize::try_from(index).ok().and_then(|index| list.get(index)).cloned().unwrap_or_default()
}

fn children(value: &Json) -> Vec<Json> {
    match value {
        Json::Array(list) => list.clone(),
        Json::Object(map) => map.values().cloned().collect(),
        _ => Vec::new(),
    }
}

fn deep(json: &Json, out: Out<'_>) {
    out(json.clone());
    children(json).iter().for_each(|child| deep(child, out));
}

fn truth(value: &Json) -> bool {
    !matches!(value, Json::Null | Json::Bool(false))
}

fn all(filter: &Filter, json: &Json) -> Vec<Json> {
    let mut values = Vec::new();
    run(filter, json, &mut |value| values.push(value));
    values
}

fn two(operator: &str, left: &Filter, right: &Filter, json: &Json, out: Out<'_>) {
    if operator == "//" {
        let sound: Vec<Json> = all(left, json).into_iter().filter(truth).collect();
        return if sound.is_empty() { run(right, json, out) } else { sound.into_iter().for_each(out) };
    }
    for b in all(right, json) {
        for a in all(left, json) {
            out(combined(operator, &a, &b));
        }
    }
}

fn combined(operator: &str, a: &Json, b: &Json) -> Json {
    let numbers = a.as_f64().zip(b.as_f64());
    let texts = a.as_str().zip(b.as_str());
    let less = numbers.map(|(a, b)| a < b).or(texts.map(|(a, b)| a < b)).unwrap_or(false);
    let equal = if numbers.is_some() { numbers.is_some_and(|(a, b)| a == b) } else { a == b };
    match operator {
        "==" => Json::from(equal),
        "!=" => Json::from(!equal),
        "<" => Json::from(less),
        "<=" => Json::from(less || equal),
        ">" => Json::from(!less && !equal),
        ">=" => Json::from(!less),
        "and" => Json::from(truth(a) && truth(b)),
        "or" => Json::from(truth(a) || truth(b)),
        "+" => plus(a, b, numbers, texts),
        "-" => numbers.map_or(Json::Null, |(a, b)| Json::from(a - b)),
        "*" => numbers.map_or(Json::Null, |(a, b)| Json::from(a * b)),
        _ => numbers.map_or(Json::Null, |(a, b)| Json::from(a / b)),
    }
}

/// Nothing and a value is the value.
fn plus(a: &Json, b: &Json, numbers: Option<(f64, f64)>, texts: Option<(&str, &str)>) -> Json {
    match (numbers, texts) {
        (Some((a, b)), _) => Json::from(a + b),
        (_, Some((a, b))) => Json::from(format!("{a}{b}")),
        _ if a.is_null() => b.clone(),
        _ if b.is_null() => a.clone(),
        _ => Json::Null,
    }
}

fn call(name: &str, argument: Option<&Filter>, json: &Json, out: Out<'_>) {
    let Some(argument) = argument else { return plain(name, json, out) };
    match name {
        "select" => all(argument, json).iter().filter(|value| truth(value)).for_each(|_| out(json.clone())),
        "map" => out(Json::Array(children(json).iter().flat_map(|child| all(argument, child)).collect())),
        _ => all(argument, json).iter().for_each(|value| out(Json::from(asks(name, json, value)))),
    }
}

fn asks(name: &str, json: &Json, value: &Json) -> bool {
    let texts = json.as_str().zip(value.as_str());
    match (name, json, texts) {
        ("contains", _, Some((text, part))) => text.contains(part),
        ("contains", Json::Array(list), _) if !value.is_array() => list.contains(value),
        ("contains", Json::Array(list), _) => children(value).iter().all(|part| list.contains(part)),
        ("has", Json::Object(map), _) => value.as_str().is_some_and(|key| map.contains_key(key)),
        ("startswith", _, Some((text, part))) => text.starts_with(part),
        ("endswith", _, Some((text, part))) => text.ends_with(part),
        ("test", _, Some((text, part))) => {
            crate::pattern::compile(part, false).is_some_and(|pattern| pattern.is_match(text.as_bytes()))
        }
        _ => false,
    }
}

fn plain(name: &str, json: &Json, out: Out<'_>) {
    let kept = |wanted: bool| wanted.then(|| json.clone());
    let value = match name {
        "keys" => json.as_object().map(|map| {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            Json::from(keys.into_iter().map(String::as_str).collect::<Vec<_>>())
        }),
        "to_entries" => json.as_object().map(|map| {
            Json::Array(map.iter().map(|(key, value)| serde_json::json!({ "key": key, "value": value })).collect())
        }),
        "tostring" => Some(Json::from(text(json))),
        "length" => Some(Json::from(json.as_str().map_or_else(|| children(json).len(), |text| text.chars().count()))),
        "not" => Some(Json::from(!truth(json))),
        "first" => Some(at(json, 0)),
        "last" => Some(at(json, -1)),
        "objects" => kept(json.is_object()),
        "arrays" => kept(json.is_array()),
        "strings" => kept(json.is_string()),
        "tonumber" => json.as_f64().or_else(|| json.as_str()?.parse().ok()).map(Json::from),
        _ => None,
    };
    value.into_iter().for_each(out);
}

#[cfg(test)]
mod tests;
