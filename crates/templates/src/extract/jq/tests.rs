//! Paths in JSON against what jq finds.

use super::*;

fn find(path: &str, json: &str) -> Vec<String> {
    JsonPath::parse(path).expect(path).find(&serde_json::from_str(json).expect("JSON"))
}

#[test]
fn paths_find_what_jq_finds() {
    let users =
        r#"{"users":[{"n":"a","admin":1,"tags":["x"]},{"n":"b","admin":0,"tags":[]}],"m.x":{"y":"z"},"v":"1.2"}"#;
    let table: [(&str, &[&str]); 16] = [
        (".users[0].n", &["a"]),
        (" .users[].n", &["a", "b"]),
        (".users[-1].n", &["b"]),
        (".users[] | .n", &["a", "b"]),
        (".users | .[].n", &["a", "b"]),
        (r#"."m.x" | .y | select( . != null )"#, &["z"]),
        (r#".["m.x"].y"#, &["z"]),
        (".users[] | select(.admin == 1) | .n", &["a"]),
        (r#".users[] | select(.tags[] | contains("x")) | .n"#, &["a"]),
        (r#""Version: " + .v"#, &["Version: 1.2"]),
        (".v, .none", &["1.2"]),
        (".none // .v", &["1.2"]),
        ("keys", &[r#"["m.x","users","v"]"#]),
        (".users[] | to_entries | .[0].key", &["n", "n"]),
        (".v?", &["1.2"]),
        (r#"..|objects|.y//empty"#, &["z"]),
    ];
    for (path, expected) in table {
        assert_eq!(find(path, users), expected, "{path}");
    }
}

#[test]
fn the_rest_of_jq_and_strange_texts_are_refused() {
    for path in ["if . then 1 else 2 end", ".a | capture(\"x\")", ".[", "", ".a |", &"(".repeat(10_000)] {
        assert!(JsonPath::parse(path).is_err(), "{path}");
    }
}
