//! Functions of JSON and of tokens made of it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Hmac;
use serde_json::{Map, Value as Json};
use sha2::{Sha256, Sha384, Sha512};

use super::digest::with_key;
use super::{Call, Function, bounded};
use crate::dsl::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("json_minify", 1, 1, |c| bounded(sorted(parse(c)?).to_string().into_bytes())),
    Function::new("json_prettify", 1, 1, |c| bounded(pretty(&parse(c)?))),
    Function::new("generate_jwt", 2, 4, generate_jwt),
];

fn parse(call: &Call<'_>) -> Result<Json, String> {
    serde_json::from_slice(&call.bytes(0)).map_err(|_| "it is no JSON".to_owned())
}

/// Go writes the keys of a map in their order as texts.
fn sorted(json: Json) -> Json {
    match json {
        Json::Object(map) => {
            let mut entries: Vec<(String, Json)> = map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Json::Object(Map::from_iter(entries))
        }
        Json::Array(list) => Json::Array(list.into_iter().map(sorted).collect()),
        other => other,
    }
}

fn pretty(json: &Json) -> Vec<u8> {
    let mut out = Vec::new();
    let form = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, form);
    let _ = serde::Serialize::serialize(json, &mut serializer);
    out
}

/// A signed token (RFC 7519); without an algorithm it is not signed. Public-key algorithms are not there.
fn generate_jwt(call: &Call<'_>) -> Result<Value, String> {
    let (algorithm, key) = (call.string(1), call.bytes(2));
    let mut claims = sorted(parse(call)?);
    if let (Some(until), Some(map)) = (call.given(3).and_then(Value::number), claims.as_object_mut()) {
        map.insert("iat".to_owned(), Json::from(call.world.now));
        map.insert("exp".to_owned(), Json::from(until as i64));
    }
    let head = if algorithm.is_empty() { "NONE" } else { &algorithm };
    let head = format!(r#"{{"alg":{},"typ":"JWT"}}"#, Json::from(head));
    let body = format!("{}.{}", URL_SAFE_NO_PAD.encode(head), URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature = match algorithm.to_ascii_uppercase().as_str() {
        "" | "NONE" => Vec::new(),
        "HS256" => with_key::<Hmac<Sha256>>(body.as_bytes(), &key),
        "HS384" => with_key::<Hmac<Sha384>>(body.as_bytes(), &key),
        "HS512" => with_key::<Hmac<Sha512>>(body.as_bytes(), &key),
        _ => return Err(format!("`{algorithm}` is no way to sign that is known")),
    };
    bounded(format!("{body}.{}", URL_SAFE_NO_PAD.encode(signature)).into_bytes())
}
