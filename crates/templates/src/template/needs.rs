//! What a template needs that is out of the subset, and what the user must agree to.

use sneck_model::Consent;

use crate::script::is_password;
use crate::template::{Block, Info, Skip};
use crate::yaml::Node;

/// Keys of whole protocols that are not spoken, as people call what they need.
const PROTOCOLS: [(&str, &str); 8] = [
    ("javascript", "JavaScript"),
    ("headless", "a browser"),
    ("code", "other programs to be run"),
    ("file", "files of the machine"),
    ("websocket", "WebSocket"),
    ("whois", "a registry of names"),
    ("workflows", "a workflow's other templates"),
    ("multi", "several protocols at once"),
];

/// Keys of the protocols that are spoken, under all their names.
pub(crate) const SPOKEN: [&str; 6] = ["http", "requests", "tcp", "network", "ssl", "dns"];

/// Words in a question or a test that need a server of ours in the open network.
const OUT_OF_BAND: &str = "interactsh";

/// Refuses what cannot be run as it was meant.
pub(crate) fn refuse(root: &Node) -> Result<(), Skip> {
    if let Some((_, what)) = PROTOCOLS.iter().find(|(key, _)| root.get(key).is_some()) {
        return Err(Skip::needs(*what));
    }
    if root.flag("self-contained") {
        return Err(Skip::needs("hosts other than the audited one"));
    }
    let mut each = SPOKEN.iter().filter_map(|key| root.get(key)).flat_map(|block| block.items());
    if each.any(|block| block.flag("global-matchers")) {
        return Err(Skip::needs("the answers to other templates (global-matchers)"));
    }
    let mut blocks = SPOKEN.iter().filter_map(|key| root.get(key));
    if blocks.any(|block| block.any_text(&mut |text| text.contains(OUT_OF_BAND))) {
        return Err(Skip::needs("out-of-band answers (interactsh)"));
    }
    Ok(())
}

/// Words among the tags, and what the user agrees to by them.
const TAGS: [(&str, Consent); 5] = [
    ("default-login", Consent::Credentials),
    ("intrusive", Consent::Intrusive),
    ("fuzz", Consent::Intrusive),
    ("dos", Consent::Disposable),
    ("fileupload", Consent::Disposable),
];

/// Reads and nothing else (RFC 9110, section 9.2.1).
const SAFE: [&str; 4] = ["GET", "HEAD", "OPTIONS", "TRACE"];

/// What the user must agree to before a template runs.
pub(crate) fn consent(info: &Info, blocks: &[Block]) -> Consent {
    let tagged = TAGS.iter().filter(|(tag, _)| info.tagged(tag)).map(|(_, consent)| *consent);
    let most = tagged.max().unwrap_or(Consent::Asked);
    most.max(blocks.iter().map(|block| of_block(block, most)).max().unwrap_or(Consent::Asked))
}

/// A log-in is tried with the method that its form has; any other writing method may write.
fn of_block(block: &Block, tagged: Consent) -> Consent {
    let Block::Http(http) = block else { return Consent::Asked };
    let pairs = pairs(http.payloads.names());
    let login = tagged == Consent::Credentials || pairs;
    let writes = |method: &str| !(SAFE.contains(&method) || login && method == "POST");
    match (http.methods().any(writes), pairs, http.unsafe_bytes) {
        (true, ..) => Consent::Disposable,
        (_, true, _) => Consent::Credentials,
        (_, _, true) => Consent::Intrusive,
        _ => Consent::Asked,
    }
}

/// User names and passwords among the payloads: a log-in is tried, whatever the tags say.
fn pairs<'a>(mut names: impl Iterator<Item = &'a str>) -> bool {
    names.any(is_password)
}
