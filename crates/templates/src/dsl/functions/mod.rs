//! Functions of expressions: a table for each family, and what they share.

mod compress;
mod digest;
mod encode;
mod html;
mod list;
mod number;
mod random;
mod search;
mod text;
mod time;
mod token;
mod version;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use super::{Value, World};
use crate::pattern::Pattern;

pub use encode::from_hex;

/// Bytes of a result, at most: more than a request ever carries.
const LARGEST: usize = 4 << 20;

/// One function.
pub(crate) struct Function {
    /// As templates write it; it may also be written without its underscores.
    pub(crate) name: &'static str,
    least: usize,
    most: usize,
    pub(crate) call: fn(&Call<'_>) -> Result<Value, String>,
    /// The argument that is a pattern.
    pub(crate) pattern: Option<usize>,
}

/// Any number of arguments.
const MANY: usize = 256;

impl Function {
    const fn new(name: &'static str, least: usize, most: usize, call: fn(&Call<'_>) -> Result<Value, String>) -> Self {
        Self { name, least, most, call, pattern: None }
    }

    /// The same, with a pattern as this argument.
    const fn matching(mut self, argument: usize) -> Self {
        self.pattern = Some(argument);
        self
    }

    pub(crate) fn takes(&self, count: usize) -> bool {
        (self.least..=self.most).contains(&count)
    }
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// One call.
pub(crate) struct Call<'a> {
    pub(crate) arguments: &'a [Value],
    pub(crate) pattern: Option<&'a Pattern>,
    pub(crate) world: &'a World<'a>,
}

impl Call<'_> {
    fn bytes(&self, place: usize) -> Arc<[u8]> {
        self.arguments.get(place).map_or_else(|| Arc::from([]), Value::bytes)
    }

    fn string(&self, place: usize) -> String {
        self.arguments.get(place).map(Value::string).unwrap_or_default()
    }

    fn number(&self, place: usize) -> Result<f64, String> {
        let number = self.arguments.get(place).and_then(Value::number);
        number.ok_or_else(|| format!("argument {} is no number", place + 1))
    }

    fn count(&self, place: usize) -> Result<usize, String> {
        let count = self.arguments.get(place).and_then(Value::count);
        count.ok_or_else(|| format!("argument {} is no count", place + 1))
    }

    /// The argument, where it was given.
    fn given(&self, place: usize) -> Option<&Value> {
        self.arguments.get(place)
    }

    /// The arguments from a place on, as bytes.
    fn rest(&self, from: usize) -> impl Iterator<Item = Arc<[u8]>> {
        self.arguments.iter().skip(from).map(Value::bytes)
    }

    /// Runs a search with the pattern, compiled once where it is written out.
    fn with_pattern<T>(&self, place: usize, search: impl FnOnce(&regex::bytes::Regex) -> T) -> Result<T, String> {
        if let Some(known) = self.pattern {
            return known.search(search).ok_or_else(|| "it is no pattern".to_owned());
        }
        let compiled = crate::pattern::compile(&self.string(place), false);
        compiled.as_ref().map(search).ok_or_else(|| "it is no pattern".to_owned())
    }
}

/// A text, unless it is too long.
fn bounded(text: Vec<u8>) -> Result<Value, String> {
    if text.len() > LARGEST { Err(too_long()) } else { Ok(Value::text(text)) }
}

fn too_long() -> String {
    format!("its result is longer than {LARGEST} bytes")
}

const FAMILIES: [&[Function]; 12] = [
    text::FUNCTIONS,
    search::FUNCTIONS,
    list::FUNCTIONS,
    encode::FUNCTIONS,
    html::FUNCTIONS,
    compress::FUNCTIONS,
    digest::FUNCTIONS,
    number::FUNCTIONS,
    random::FUNCTIONS,
    time::FUNCTIONS,
    token::FUNCTIONS,
    version::FUNCTIONS,
];

static BY_NAME: LazyLock<HashMap<String, &'static Function>> = LazyLock::new(|| {
    let all = FAMILIES.iter().flat_map(|family| family.iter());
    all.flat_map(|function| [(function.name.to_owned(), function), (function.name.replace('_', ""), function)])
        .collect()
});

pub(super) fn named(name: &str) -> Option<&'static Function> {
    BY_NAME.get(name).copied()
}
