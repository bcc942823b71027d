//! Talks of network blocks, and their answers under the names that templates know.

use std::collections::HashMap;

use sneck_model::Talk;

use super::names::Target;
use crate::dsl::{Names, Value, World, from_hex};
use crate::expand::expand;
use crate::template::Tcp;

/// Whom the n-th talk of a block asks: each port in clear and over TLS, as its hosts say.
pub(super) fn talk(tcp: &Tcp, step: usize, target: &Target, world: &World<'_>) -> Option<Talk> {
    let kinds = kinds(tcp);
    let port = *tcp.ports.get(step / kinds.len())?;
    let mut parts = Vec::with_capacity(tcp.inputs.len() + 1);
    for input in &tcp.inputs {
        let text = expand(&input.data, world);
        if text.unresolved {
            return None;
        }
        let bytes = if input.hex { from_hex(text.bytes.trim_ascii())? } else { text.bytes };
        parts.push((bytes, input.read));
    }
    // The last part is answered: with as much as it asks for, or as the block does.
    match parts.last_mut() {
        Some((_, read)) if *read == 0 => *read = tcp.read,
        Some(_) => {}
        None => parts.push((Vec::new(), tcp.read)),
    }
    Some(Talk { host: target.host.clone(), port, tls: kinds[step % kinds.len()], parts })
}

/// How many talks a block has.
pub(super) fn count(tcp: &Tcp) -> usize {
    tcp.ports.len() * kinds(tcp).len()
}

fn kinds(tcp: &Tcp) -> Vec<bool> {
    let mut kinds: Vec<bool> = tcp.hosts.iter().map(|host| host.trim().starts_with("tls://")).collect();
    kinds.dedup();
    if kinds.is_empty() { vec![false] } else { kinds }
}

/// What was read, under its names.
pub(super) struct Said(HashMap<String, Value>);

impl Said {
    pub(super) fn new(tcp: &Tcp, talk: &Talk, read: &[Vec<u8>]) -> Self {
        let all = read.concat();
        let last = read.last().cloned().unwrap_or_default();
        let mut names: HashMap<String, Value> = HashMap::from([
            ("data".to_owned(), Value::text(&last)),
            ("body".to_owned(), Value::text(&last)),
            ("all".to_owned(), Value::text(&last)),
            ("response".to_owned(), Value::text(&all)),
            ("raw".to_owned(), Value::text(&all)),
            ("host".to_owned(), Value::text(format!("{}:{}", talk.host, talk.port))),
            ("type".to_owned(), Value::text("network")),
        ]);
        let named =
            tcp.inputs.iter().zip(read).filter_map(|(input, read)| Some((input.name.clone()?, Value::text(read))));
        names.extend(named);
        Self(names)
    }
}

impl Names for Said {
    fn value(&self, name: &str) -> Option<Value> {
        self.0.get(name).cloned()
    }
}
