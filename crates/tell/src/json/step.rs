//! Places and chains as JSON.

use serde_json::{Map, Value as Json, json};
use sneck_model::{Place, Step};

/// Steps in their order.
pub(crate) fn steps(all: &[Step]) -> Json {
    all.iter().map(step).collect()
}

/// One step: its layer, where it is in the form of that layer, and what it says.
pub(super) fn step(step: &Step) -> Json {
    let mut fields = place(&step.place);
    fields.insert("says".into(), json!(step.says));
    Json::Object(fields)
}

/// A place alone. Numbers that are not known are left out.
pub(super) fn place(place: &Place) -> Map<String, Json> {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Json| {
        fields.insert(name.into(), value);
    };
    put("layer", json!(place.layer()));
    match place {
        Place::File { path, line, column, .. } => {
            put("path", json!(path));
            known(*line).into_iter().for_each(|n| put("line", n));
            known(*column).into_iter().for_each(|n| put("column", n));
        }
        Place::Absent { path, line, .. } => {
            put("path", json!(path));
            known(*line).into_iter().for_each(|n| put("line", n));
            put("absent", json!(true));
        }
        Place::Past { commit, path, line, .. } => {
            put("path", json!(path));
            known(*line).into_iter().for_each(|n| put("line", n));
            put("commit", json!(commit));
        }
        Place::Reply { url, part } => {
            put("url", json!(url));
            put("part", json!(part));
        }
        Place::Tls { endpoint } => put("endpoint", json!(endpoint)),
        Place::Host { item } => put("item", json!(item)),
        Place::Default { product, versions } => {
            put("default", json!(product));
            put("versions", json!(versions));
        }
    }
    fields
}

fn known(number: u32) -> Option<Json> {
    (number > 0).then(|| json!(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::Layer;

    #[test]
    fn each_layer_says_where_in_its_own_terms() {
        let file = Place::File { layer: Layer::Deploy, path: "compose.yaml".into(), line: 9, column: 0, width: 0 };
        let absent = Place::Absent { layer: Layer::Code, path: "app.py".into(), line: 0 };
        let default = Place::Default { product: "Flask".into(), versions: "every release".into() };
        let reply = Place::Reply { url: "http://127.0.0.1/".into(), part: "header set-cookie".into() };
        let table = [
            (file, json!({"layer": "deploy", "path": "compose.yaml", "line": 9, "says": "x"})),
            (absent, json!({"layer": "code", "path": "app.py", "absent": true, "says": "x"})),
            (default, json!({"layer": "code", "default": "Flask", "versions": "every release", "says": "x"})),
            (reply, json!({"layer": "live", "url": "http://127.0.0.1/", "part": "header set-cookie", "says": "x"})),
        ];
        for (place, expected) in table {
            assert_eq!(step(&Step::new(place, "x")), expected);
        }
    }
}
