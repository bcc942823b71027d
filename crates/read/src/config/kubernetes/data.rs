//! What ConfigMaps and Secrets of the tree hold, and what Kustomize makes.

use sneck_model::Place;

use super::objects::Object;
use crate::config::place::{at, join};
use crate::config::yaml::{Node, Yaml};
use crate::config::{dotenv, held};
use crate::declared::Supplied;
use crate::tree::{File, Tree};

/// One key of a ConfigMap or a Secret.
#[derive(Clone, Debug)]
pub struct Item {
    /// The key.
    pub key: String,
    /// Its value.
    pub value: Supplied,
    /// Where it stands.
    pub place: Place,
    /// The path of the tree under which it is read as a file, where it may be mounted as one.
    pub file: Option<String>,
}

/// A ConfigMap or a Secret.
#[derive(Clone, Debug)]
pub struct Data {
    secret: bool,
    name: String,
    folder: String,
    /// Its keys in order.
    pub items: Vec<Item>,
}

/// All of a tree.
#[derive(Clone, Debug, Default)]
pub struct Store(Vec<Data>);

impl Store {
    /// Takes them out of the objects of a tree.
    #[must_use]
    pub fn of(tree: &Tree, objects: &[Object]) -> Self {
        Self(objects.iter().flat_map(|object| of_object(tree, object)).collect())
    }

    /// The one of a name, nearest to a folder: overlays hold several of one name.
    #[must_use]
    pub fn get(&self, secret: bool, name: &str, folder: &str) -> Option<&Data> {
        let named = self.0.iter().filter(|data| data.secret == secret && data.name == name);
        let shared = |data: &&Data| data.folder.split('/').zip(folder.split('/')).take_while(|(a, b)| a == b).count();
        named.max_by_key(|data| (data.folder == folder, shared(data)))
    }
}

/// Configurations that ConfigMaps hold, as files.
pub(super) fn files(objects: &[Object]) -> Vec<File> {
    let of_map = |map: &Object| -> Vec<File> {
        let data = map.node.get("data").map(|data| data.entries()).unwrap_or_default();
        data.into_iter().filter_map(|(key, value)| held::file(value, &map.name, key.text()?)).collect()
    };
    objects.iter().filter(|object| object.kind == "ConfigMap").flat_map(of_map).collect()
}

fn of_object(tree: &Tree, object: &Object) -> Vec<Data> {
    let data = |secret: bool, items: Vec<Item>| {
        vec![Data { secret, name: object.name.clone(), folder: object.folder.clone(), items }]
    };
    let entries = |key: &str, value: fn(&Node) -> Supplied| -> Vec<Item> {
        let map = object.node.get(key).map(|map| map.entries()).unwrap_or_default();
        let one = |(key, node): &(&Yaml, &Yaml)| {
            let name = key.text().unwrap_or_default();
            let file = Some(held::path(node, &object.name, name));
            Item { key: name.to_owned(), value: value(node), place: key.place(), file }
        };
        map.iter().map(one).collect()
    };
    match object.kind.as_str() {
        "ConfigMap" => data(false, entries("data", plain)),
        "Secret" => data(true, [entries("data", decoded), entries("stringData", plain)].concat()),
        "Kustomization" => generated(tree, object),
        _ => Vec::new(),
    }
}

fn plain(node: &Node) -> Supplied {
    Supplied::Text(node.text().unwrap_or("").to_owned())
}

fn decoded(node: &Node) -> Supplied {
    let text = base64(node.text().unwrap_or("")).and_then(|bytes| String::from_utf8(bytes).ok());
    text.map_or_else(|| Supplied::Unknown("its value is not text".into()), Supplied::Text)
}

/// Base64 of RFC 4648, white space left out; `None` for anything else.
fn base64(text: &str) -> Option<Vec<u8>> {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let signs = text.bytes().filter(|b| !b.is_ascii_whitespace()).take_while(|b| *b != b'=');
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0u32, 0u32);
    for sign in signs {
        let value = SIGNS.iter().position(|known| *known == sign)?;
        held = (held << 6 | u32::try_from(value).ok()?) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// `configMapGenerator` and `secretGenerator`: `literals`, `envs` and `files`.
fn generated(tree: &Tree, object: &Object) -> Vec<Data> {
    let of = |key: &str, secret: bool| {
        let all = object.node.get(key).map(|all| all.list()).unwrap_or_default();
        let one = move |node: &Node| Data {
            secret,
            name: node.text_at(&["name"]).unwrap_or("").to_owned(),
            folder: object.folder.clone(),
            items: [literals(node), env_files(tree, object, node), whole_files(tree, object, node)].concat(),
        };
        all.into_iter().map(one).collect::<Vec<_>>()
    };
    [of("configMapGenerator", false), of("secretGenerator", true)].concat()
}

fn literals(node: &Node) -> Vec<Item> {
    let all = node.get("literals").map(|all| all.list()).unwrap_or_default();
    let one = |node: &&Node| {
        let (key, value) = node.text()?.split_once('=')?;
        let value = Supplied::Text(value.trim_matches(['"', '\'']).to_owned());
        Some(Item { key: key.to_owned(), value, place: node.place(), file: None })
    };
    all.iter().filter_map(one).collect()
}

fn env_files(tree: &Tree, object: &Object, node: &Node) -> Vec<Item> {
    let keys = ["envs", "env"].iter().filter_map(|key| node.get(key));
    let paths: Vec<&Node> = keys.flat_map(|paths| paths.list()).collect();
    let files = paths.iter().filter_map(|path| tree.file(&join(&object.folder, path.text()?)?));
    let items = |file: &crate::tree::File| -> Vec<Item> {
        let one = |entry: dotenv::Entry| {
            let value = entry.value.map(Supplied::Text).unwrap_or(Supplied::Text(String::new()));
            Item { key: entry.name, value, place: at(&file.path, entry.line), file: None }
        };
        dotenv::parse(&file.text()).entries.into_iter().map(one).collect()
    };
    files.flat_map(items).collect()
}

/// `files: [nginx.conf, default.conf=sites/shop.conf]`
fn whole_files(tree: &Tree, object: &Object, node: &Node) -> Vec<Item> {
    let all = node.get("files").map(|all| all.list()).unwrap_or_default();
    let one = |entry: &&Node| {
        let (key, path) = entry.text()?.split_once('=').map_or((None, entry.text()?), |(key, path)| (Some(key), path));
        let path = join(&object.folder, path)?;
        let file = tree.file(&path)?;
        let value = Supplied::Text(file.text().into_owned());
        Some(Item { key: key.unwrap_or(file.name()).to_owned(), value, place: entry.place(), file: Some(path) })
    };
    all.iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_decoded() {
        for (text, expected) in
            [("", Some("")), ("YQ==", Some("a")), ("aGVsbG8K", Some("hello\n")), ("c2\n Nl", Some("sce")), ("*", None)]
        {
            assert_eq!(base64(text), expected.map(|e| e.as_bytes().to_vec()), "{text}");
        }
    }
}
